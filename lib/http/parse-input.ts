import type { z } from "zod"
import { invalidInput } from "@/lib/errors"

/** Parses with a schema; throws invalid-input with one line per field that says what is wrong. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what = "request",
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }))
  const first = fields[0]
  const where = first?.path ? `${first.path}: ` : ""
  throw invalidInput(`The ${what} cannot be used. ${where}${first?.message ?? ""}`.trim(), fields)
}
