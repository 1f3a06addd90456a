import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { checkChain } from "@/lib/timeline/check-chain"
import type { ChainReport } from "@/lib/timeline/schema"

const pageSize = 1_000

/**
 * Recomputes the whole chain of an incident from its rows. A body that was redacted as an entry tells is counted, and no
 * fault. Entries that are appended meanwhile are left to the next check.
 */
export async function verifyChain({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<ChainReport> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const { id: incidentId, headSequence, headHash } = incident
  const check = checkChain()
  for (;;) {
    const rows = await ctx.db.timelineEntry.findMany({
      where: { incidentId, sequence: { gt: check.checked(), lte: headSequence } },
      orderBy: { sequence: "asc" },
      take: pageSize,
      include: { body: true },
    })
    for (const { id: _id, body, occurredAt, recordedAt, ...rest } of rows)
      check.add({
        ...rest,
        occurredAt: occurredAt.toISOString(),
        recordedAt: recordedAt.toISOString(),
        salt: body?.salt ?? null,
        body: body?.body ?? null,
        redacted: body?.redactedAt ? { by: body.redactedBy, reason: body.redactedReason } : null,
      })
    if (rows.length < pageSize) break
  }
  const { redacted, faults } = check.finish({ headSequence, headHash })
  const now = await ctx.db.incident.findUniqueOrThrow({ where: { id: incidentId } })
  const beyond = await ctx.db.timelineEntry.count({
    where: { incidentId, OR: [{ sequence: { gt: now.headSequence } }, { sequence: { lt: 1 } }] },
  })
  if (beyond > 0)
    faults.push({
      sequence: now.headSequence + 1,
      fault: `${beyond} entries stand outside the chain.`,
    })
  return {
    ok: faults.length === 0,
    checked: check.checked(),
    headSequence,
    headHash,
    redacted,
    faults,
    verifiedAt: ctx.now().toISOString(),
  }
}
