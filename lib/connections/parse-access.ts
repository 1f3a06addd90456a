import "server-only"
import type { Connector, JsonObject } from "@/lib/connectors/contract"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"

type Access = { config: JsonObject; secret: JsonObject | null; needsSecret: boolean }

/** Config and secret by the connector's own schemas. Throws invalid-input with "config.regions" and the like as paths. */
export function parseAccess(
  { definition }: Pick<Connector, "definition">,
  given: { config: JsonObject; secret: JsonObject | null },
): Access {
  const config = definition.config.safeParse(given.config)
  if (!config.success) throw refused("config", config.error.issues)
  const secret = definition.secret.safeParse(given.secret)
  if (!secret.success) throw refused("secret", secret.error.issues)
  return {
    // Parsed by a schema of JSON fields: optional ones are absent, not undefined.
    config: JSON.parse(JSON.stringify(config.data)) as JsonObject,
    secret: secret.data,
    needsSecret: definition.needsSecret(config.data),
  }
}

function refused(what: string, issues: readonly { path: PropertyKey[]; message: string }[]) {
  const fields = issues.slice(0, 20).map((issue) => ({
    path: [what, ...issue.path].map(String).join("."),
    message: issue.message,
  }))
  const first = fields[0]
  return invalidInput(
    `The connection cannot be used. ${first ? `${first.path}: ${first.message}` : ""}`.trim(),
    fields,
  )
}

/**
 * Refuses an address that the practice range answers on: a real incident would otherwise contain a drill's account and
 * count as real.
 */
export async function refuseRangeAddress(tx: Tx, config: JsonObject): Promise<void> {
  const wanted = addresses(config)
  if (wanted.length === 0) return
  const practice = await tx.connection.findMany({ where: { isRange: true }, select: { config: true } })
  const taken = new Set(practice.flatMap((row) => addresses(row.config as JsonObject)))
  const found = wanted.find((address) => taken.has(address))
  if (found)
    throw invalidInput(`${found} is the practice range. Only drills use it; start one under Drills.`, [
      { path: "config.endpoints", message: "is the practice range" },
    ])
}

function addresses({ endpoints }: JsonObject): string[] {
  if (typeof endpoints !== "object" || endpoints === null || Array.isArray(endpoints)) return []
  return Object.values(endpoints).flatMap((url) =>
    typeof url === "string" && URL.canParse(url) ? [new URL(url).host] : [],
  )
}
