import "server-only"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { inspectStep } from "@/lib/plans/inspect-step"
import { lockIncident } from "@/lib/plans/lock-incident"
import { mergePreview, type StoredPreview } from "@/lib/plans/to-preview"
import type { World } from "@/lib/plans/world"

/** Fills in who else is hit for steps that were pressed without a preview. Reads only; what fails stays unknown. */
export async function lookAround({
  ctx,
  planId,
  world,
}: {
  ctx: Context
  planId: string
  world: World
}): Promise<void> {
  const plan = await ctx.db.plan.findUniqueOrThrow({
    where: { id: planId },
    include: { steps: true, incident: { select: { reference: true } } },
  })
  const unseen = plan.steps.filter((step) => !(step.preview as StoredPreview | null)?.full)
  await Promise.all(
    unseen.map(async (step) => {
      const seen = await inspectStep({ ctx, world, step, incidentReference: plan.incident.reference })
      if (!seen.full) return
      await transaction(ctx.db, async (tx) => {
        await lockIncident(tx, step.incidentId)
        const now = await tx.step.findUniqueOrThrow({ where: { id: step.id }, select: { preview: true } })
        const before = now.preview as StoredPreview | null
        await tx.step.update({
          where: { id: step.id },
          data: { preview: mergePreview(before ?? seen, seen) },
        })
      })
    }),
  )
}
