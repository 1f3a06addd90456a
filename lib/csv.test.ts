import fc from "fast-check"
import { expect, test } from "vitest"
import { csvLine } from "./csv"

test("names that a spreadsheet would run stand as text, with what they hide in", () => {
  const hostile = [
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "\t=1",
    "\r=1",
    "\u200b=1",
    "\ufeff@a",
    "\uff1d1+1",
  ]
  for (const name of hostile) expect(cells(csvLine([name]))).toEqual([`'${name}`])
  expect(csvLine(["s3:DeleteObject", 4, true, null, "a,b", 'say "x"'])).toBe(
    's3:DeleteObject,4,true,,"a,b","say ""x"""\r\n',
  )
})

test("whatever the names hold, every cell comes back and none begins a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (names) => {
      const read = cells(csvLine(names))
      expect(read.length).toBe(names.length)
      read.forEach((cell, i) => {
        expect([names[i], `'${names[i]}`]).toContain(cell)
        expect(cell).not.toMatch(/^\s*[=+\-@]/)
      })
    }),
  )
})

/** A plain reader of one line as RFC 4180 has it. */
function cells(line: string): string[] {
  const found: string[] = []
  let cell = ""
  let quoted = false
  const text = line.slice(0, -2)
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] ?? ""
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += '"'
      i += 1
    } else if (c === '"') quoted = !quoted
    else if (c === "," && !quoted) {
      found.push(cell)
      cell = ""
    } else cell += c
  }
  return [...found, cell]
}
