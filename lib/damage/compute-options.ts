import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { readDamages } from "@/lib/damage/data"
import { type ComputeOptionsInput, computeOptionsSchema, type DamageOverviewDto } from "@/lib/damage/schema"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Asks for ways back to be looked for (again): for the named damages, or for all that nobody has looked at or where
 * the look failed. A worker takes them at once. Errors: not-permitted, not-found, precondition-failed (nothing to do).
 */
export async function computeOptions({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: ComputeOptionsInput
}): Promise<DamageOverviewDto> {
  requirePermission(ctx.actor, "assessment.run")
  const { damageIds } = parseInput(computeOptionsSchema, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const named = damageIds.length > 0
    const found = await tx.damage.findMany({
      where: {
        incidentId: incident.id,
        ...(named ? { id: { in: damageIds } } : { optionsState: { in: ["not_looked", "failed"] } }),
      },
      select: { id: true, name: true },
    })
    if (named && found.length !== new Set(damageIds).size)
      throw notFound("One of the damages does not belong to this incident.")
    if (found.length === 0)
      throw preconditionFailed("Ways back have been looked for everywhere. Name the damages to look again.")
    await tx.damage.updateMany({
      where: { id: { in: found.map((damage) => damage.id) } },
      data: { optionsState: "not_looked", version: { increment: 1 } },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "damage.options_asked",
      actor: ctx.actor,
      now: ctx.now(),
      body: { count: found.length, name: found.length === 1 ? (found[0]?.name ?? "") : "" },
    })
  })
  return readDamages({ ctx, reference })
}
