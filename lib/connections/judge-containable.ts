import type { Containable } from "@/lib/connections/schema"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"
import { formatPlural, formatUtcDateTime } from "@/lib/format"

/** A check older than this proves nothing about today, ms. */
const checkHoldsMs = 7 * 24 * 3_600_000

/** Whether agents behind a connection could be contained now, as far as its last check proves. Pure. */
export function containableBy(connection: {
  lastCheck: ConnectionCheck | null
  archivedAt: Date | null
  now: Date
}): Containable {
  const { lastCheck, archivedAt, now } = connection
  if (archivedAt) return { state: "no", reason: "The connection was archived." }
  if (!lastCheck) return { state: "unknown", reason: "The connection was never checked." }
  const at = formatUtcDateTime(lastCheck.checkedAt)
  if (lastCheck.identity === null)
    return { state: "no", reason: `At ${at} the sign-in failed. ${lastCheck.problems[0] ?? ""}`.trim() }
  const contain = lastCheck.permissions.filter((row) => row.purpose === "contain")
  const denied = contain.filter((row) => row.outcome === "denied")
  if (denied.length > 0) return { state: "no", reason: `${named(denied)} denied, checked ${at}.` }
  const open = contain.filter((row) => row.outcome === "unknown")
  if (open.length > 0 || contain.length === 0)
    return { state: "unknown", reason: `${named(open)} not proven, checked ${at}.` }
  if (now.getTime() - Date.parse(lastCheck.checkedAt) > checkHoldsMs)
    return { state: "unknown", reason: `The last check is from ${at}. Check again.` }
  const narrow = contain.some((row) => /\btagged\b/.test(row.note))
  return {
    state: "yes",
    reason: `Every permission to contain was proven at ${at}.${narrow ? " Inline policies only on users and roles tagged firebreak=containable." : ""}`,
  }
}

function named(rows: ConnectionCheck["permissions"]): string {
  const [first, ...rest] = [...new Set(rows.map((row) => row.permission))]
  if (!first) return "No permission to contain is"
  return rest.length === 0
    ? `${first} is`
    : `${formatPlural(rest.length + 1, "permission")} to contain (${first}, …) are`
}

/** The worst of several: one press is enough only when every one of them can be contained. */
export function worstContainable(all: readonly Containable[], whenNone: Containable): Containable {
  const rank = { no: 0, unknown: 1, yes: 2 } as const
  return [...all].sort((a, b) => rank[a.state] - rank[b.state])[0] ?? whenNone
}
