import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { correctEntryInput } from "@/lib/timeline/schema"

/** Corrects an entry by a new one that points to it; the old one stays as it was. */
export async function correctEntry({
  ctx,
  reference,
  sequence,
  input,
}: {
  ctx: Context
  reference: string
  sequence: number
  input: { text: string }
}): Promise<{ sequence: number }> {
  requirePermission(ctx.actor, "incident.note")
  const { text } = parseInput(correctEntryInput, input)
  return transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const entry = await tx.timelineEntry.findUnique({
      where: { incidentId_sequence: { incidentId: incident.id, sequence } },
    })
    if (!entry) throw notFound(`The timeline of ${reference} has no entry ${sequence}.`)
    const added = await appendEntry(tx, {
      incidentId: incident.id,
      kind: "entry.corrected",
      actor: ctx.actor,
      now: ctx.now(),
      occurredAt: entry.occurredAt,
      correctsSequence: sequence,
      internal: entry.internal,
      body: { sequence, text },
    })
    return { sequence: added.sequence }
  })
}
