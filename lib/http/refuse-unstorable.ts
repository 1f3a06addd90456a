import "server-only"
import { invalidInput } from "@/lib/errors"

/**
 * Refuses what no column can keep, wherever it hides in a body whose schema lets it through (a connection's config, a
 * password). The depth of the body is known to be small.
 */
export function refuseUnstorable(body: unknown): void {
  if (holdsUnstorable(body))
    throw invalidInput("The body holds a NUL character or broken Unicode. Nothing was changed; remove it.")
}

/** PostgreSQL keeps neither, in no column; names of fields count as well. The depth is known to be small. */
function holdsUnstorable(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\u0000") || !value.isWellFormed()
  if (typeof value !== "object" || value === null) return false
  return Object.entries(value).some(([name, one]) => holdsUnstorable(name) || holdsUnstorable(one))
}
