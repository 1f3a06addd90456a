import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { redactionRefusal } from "@/lib/timeline/policy"
import { redactEntryInput } from "@/lib/timeline/schema"

/** Removes an entry's text and salt for ever, says who and why; the header and the chain stay whole. */
export async function redactEntry({
  ctx,
  reference,
  sequence,
  input,
}: {
  ctx: Context
  reference: string
  sequence: number
  input: { reason: string }
}): Promise<void> {
  requirePermission(ctx.actor, "incident.redact")
  const { reason } = parseInput(redactEntryInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const entry = await tx.timelineEntry.findUnique({
      where: { incidentId_sequence: { incidentId: incident.id, sequence } },
      include: { body: true },
    })
    if (!entry?.body) throw notFound(`The timeline of ${reference} has no entry ${sequence}.`)
    const refused = redactionRefusal({ kind: entry.kind, redacted: entry.body.redactedAt !== null })
    if (refused) throw preconditionFailed(`${refused[0]?.toUpperCase()}${refused.slice(1)}.`)
    const now = ctx.now()
    await tx.$executeRaw`
      UPDATE timeline_body SET body = NULL, salt = NULL, redacted_at = ${now}, redacted_by = ${actorLabel(ctx.actor)},
        redacted_reason = ${reason} WHERE entry_id = ${entry.id}::uuid`
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "note.redacted",
      actor: ctx.actor,
      now,
      body: { sequence, reason },
      internal: entry.internal,
    })
  })
}
