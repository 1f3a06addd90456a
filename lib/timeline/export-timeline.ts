import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"

/**
 * The whole timeline as rows that `firebreak verify` checks without believing a server: headers, salts and bodies in
 * order, with the head. Redacted bodies stay redacted.
 */
export async function exportTimeline({ ctx, reference }: { ctx: Context; reference: string }) {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const rows = await ctx.db.timelineEntry.findMany({
    where: { incidentId: incident.id, sequence: { lte: incident.headSequence } },
    orderBy: { sequence: "asc" },
    include: { body: true },
  })
  return {
    format: "firebreak-timeline-1",
    reference,
    exportedAt: ctx.now().toISOString(),
    headSequence: incident.headSequence,
    headHash: incident.headHash,
    entries: rows.map(({ id: _id, body, occurredAt, recordedAt, ...rest }) => ({
      ...rest,
      occurredAt: occurredAt.toISOString(),
      recordedAt: recordedAt.toISOString(),
      salt: body?.salt ?? null,
      body: body?.body ?? null,
      redacted: body?.redactedAt
        ? { at: body.redactedAt.toISOString(), by: body.redactedBy, reason: body.redactedReason }
        : null,
    })),
  }
}
