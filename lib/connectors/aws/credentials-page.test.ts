import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { awsDefinition } from "./definition"

const root = path.join(import.meta.dirname, "../../..")
const page = readFileSync(path.join(root, "docs/aws-credentials.md"), "utf8")
const rows = page
  .split("\n")
  .filter((line) => /^\| (A\d+|Guard|Work) +\|/.test(line))
  .map((line) => line.split("|").slice(1, -1))
  .map(([row = "", , action = "", proof = "", undo = "", tests = ""]) => ({
    row: row.trim(),
    action: action.trim(),
    id: /`(aws\.[a-z-]+)`/.exec(action)?.[1] ?? null,
    proof: proof.trim(),
    undo: undo.trim(),
    tests: [...tests.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? ""),
  }))
const contains = awsDefinition.actions.filter((action) => action.kind === "contain")

test("every form of the reference has a row, with an action or what a person does instead", () => {
  const named = new Set(rows.map((each) => each.row))
  for (let i = 1; i <= 16; i += 1) expect(named).toContain(`A${i}`)
  for (const each of rows) {
    if (each.id === null) expect(each.action, each.row).toMatch(/^By hand: .{10,}/)
    expect(each.proof, each.row).not.toBe("")
    expect(each.undo, each.row).not.toBe("")
  }
})

test("every action on the page exists, with the number of proofs and the way back that it says", () => {
  for (const { id, proof, undo, row } of rows) {
    if (id === null) continue
    const definition = contains.find((action) => action.id === id)
    expect(definition, `${row} ${id}`).toBeDefined()
    expect(Number.parseInt(proof, 10), `${row} ${id}`).toBe(definition?.proofsNeeded)
    expect(undo.startsWith("Not possible"), `${row} ${id}`).toBe(definition?.undo.possible === false)
  }
})

test("every action that contains is on the page", () => {
  const listed = rows.map((each) => each.id)
  expect(contains.map((action) => action.id).filter((id) => !listed.includes(id))).toEqual([])
})

test("every test file that the page names is there and names what it tests", () => {
  const named = [...page.matchAll(/`(lib\/[^`]+\.test\.ts)`/g)].map((found) => found[1] ?? "")
  expect(named.length).toBeGreaterThan(rows.length)
  for (const file of named) expect(existsSync(path.join(root, file)), file).toBe(true)
  for (const { row, tests } of rows) expect(tests.length, row).toBeGreaterThan(0)
})
