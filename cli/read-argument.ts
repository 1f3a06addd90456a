import { readFile } from "node:fs/promises"
import { ExitError } from "@/cli/exit-error"

/** An incident's number in capitals; null when it is none. */
export function asReference(text: string): string | null {
  return /^(?:INC|DRILL)-[1-9]\d{0,8}$/i.test(text) ? text.toUpperCase() : null
}

/** Throws ExitError when it is no incident's number. */
export function requireReference(text: string): string {
  const reference = asReference(text)
  if (!reference)
    throw new ExitError("usage", `${text} is not an incident's number; they look like INC-47 or DRILL-9.`)
  return reference
}

/** The text itself, or what stands on standard input when it is "-". */
export async function textOrInput(text: string): Promise<string> {
  return text === "-" ? readInput() : text
}

/** A file's text, or standard input for "-". Throws ExitError. */
export async function readText(file: string): Promise<string> {
  if (file === "-") return readInput()
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error)
    throw new ExitError(
      "usage",
      `${file} cannot be read (${why}). Name an incident like INC-47, or an export file.`,
    )
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}
