import { containableBy } from "@/lib/connections/judge-containable"
import type { Containable } from "@/lib/connections/schema"
import type { ConnectionCheck } from "@/lib/connectors/connection-check"
import { findCredentialKind } from "@/lib/connectors/definitions"
import { matchesPattern } from "@/lib/connectors/matches-pattern"

/**
 * Whether one credential could be contained now, as far as is known without asking its platform. Pure. `connection` is
 * null when none reaches it.
 */
export function judgeCredential(
  credential: { kind: string; identifier: string },
  connection: {
    accountId: string | null
    lastCheck: ConnectionCheck | null
    archivedAt: Date | null
    protected: readonly { pattern: string }[]
  } | null,
  now: Date,
): Containable {
  const { kind, identifier } = credential
  const byHand = findCredentialKind(kind)?.byHand
  if (byHand) return { state: "no", reason: byHand }
  if (!connection) return { state: "no", reason: "No connection reaches it." }
  const account = /^arn:[^:]+:[^:]*:[^:]*:(\d{12}):/.exec(identifier)?.[1]
  if (account && connection.accountId && account !== connection.accountId)
    return {
      state: "no",
      reason: `It is of account ${account}; the connection is for ${connection.accountId}.`,
    }
  const guard = connection.protected.find(({ pattern }) => matchesPattern(pattern, identifier))
  if (guard)
    return { state: "no", reason: `It is a break-glass identity (${guard.pattern}): it is never contained.` }
  if (connection.lastCheck?.identity === identifier)
    return { state: "no", reason: "It is Firebreak's own access: it is never contained." }
  return containableBy({ ...connection, now })
}
