import "server-only"
import type { EffectRow } from "@/lib/connectors/assessment-contract"
import type { PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { appendEntry } from "@/lib/timeline/append-entry"
import { type Lease, requireLease } from "./hold-lease"
import { agentName } from "./keep-identity"

/** What was new since the last entry; rows themselves never enter the timeline. */
export type EffectTally = {
  succeeded: number
  destructive: number
  denied: number
  firstAt: string
  lastAt: string
  firstDeniedAt: string
  lastDeniedAt: string
  actions: Map<string, number>
}

export function emptyTally(): EffectTally {
  return {
    succeeded: 0,
    destructive: 0,
    denied: 0,
    firstAt: "",
    lastAt: "",
    firstDeniedAt: "",
    lastDeniedAt: "",
    actions: new Map(),
  }
}

/** Adds rows to the tally. Version listings are no calls and are not counted. */
export function addToTally(tally: EffectTally, rows: readonly EffectRow[]): void {
  for (const row of rows) {
    if (row.outcome === "denied") {
      tally.denied += 1
      tally.firstDeniedAt = earliest(tally.firstDeniedAt, row.occurredAt)
      tally.lastDeniedAt = latest(tally.lastDeniedAt, row.occurredAt)
    }
    if (row.outcome !== "succeeded") continue
    tally.succeeded += 1
    if (row.grade >= 2) tally.destructive += 1
    tally.firstAt = earliest(tally.firstAt, row.occurredAt)
    tally.lastAt = latest(tally.lastAt, row.occurredAt)
    if (row.grade > 0) tally.actions.set(row.action, (tally.actions.get(row.action) ?? 0) + 1)
  }
}

/** Writes at most one entry for what succeeded and one for what was denied, then empties the tally. */
export async function tellEffects({
  db,
  lease,
  incidentId,
  tally,
  now,
}: {
  db: PrismaClient
  lease: Lease
  incidentId: string
  tally: EffectTally
  now: Date
}): Promise<void> {
  if (tally.succeeded === 0 && tally.denied === 0) return
  await transaction(db, async (tx) => {
    await requireLease(tx, lease)
    const incident = await tx.incident.findUniqueOrThrow({ where: { id: incidentId } })
    const actor = { kind: "agent", name: agentName(incident) } as const
    const top = [...tally.actions].toSorted((a, b) => b[1] - a[1]).slice(0, 3)
    if (tally.succeeded > 0)
      await appendEntry(tx, {
        incidentId,
        kind: "agent.effects_seen",
        actor,
        now,
        occurredAt: new Date(tally.lastAt),
        body: {
          succeeded: tally.succeeded,
          destructive: tally.destructive,
          firstAt: tally.firstAt,
          lastAt: tally.lastAt,
          statement: `${tally.succeeded} successful ${tally.succeeded === 1 ? "call" : "calls"} seen, ${tally.destructive} destructive`,
          detail: top.map(([action, count]) => `${action} ${count}×`).join(", "),
        },
      })
    if (tally.denied > 0)
      await appendEntry(tx, {
        incidentId,
        kind: "agent.denied",
        actor,
        now,
        occurredAt: new Date(tally.lastDeniedAt),
        body: {
          count: tally.denied,
          firstAt: tally.firstDeniedAt,
          lastAt: tally.lastDeniedAt,
          statement: `was denied ${tally.denied} ${tally.denied === 1 ? "time" : "times"}`,
        },
      })
  })
  Object.assign(tally, emptyTally())
}

function earliest(a: string, b: string): string {
  return a === "" || b < a ? b : a
}

function latest(a: string, b: string): string {
  return b > a ? b : a
}
