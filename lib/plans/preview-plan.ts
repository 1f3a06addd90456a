import "server-only"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { readPlan } from "@/lib/plans/data"
import { inspectStep } from "@/lib/plans/inspect-step"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { PlanDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Looks at every step of a plan that is not decided on yet: read-only, in parallel. What was seen is kept on the step. */
export async function previewPlan({
  ctx,
  planId,
  world,
}: {
  ctx: Context
  planId: string
  world: World
}): Promise<PlanDto> {
  const plan = await ctx.db.plan.findUnique({ where: { id: planId }, select: { incidentId: true } })
  if (!plan) throw notFound("There is no such plan.")
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", plan.incidentId)
  await inspectPlan({ ctx, planId, world })
  return readPlan({ ctx, planId, world })
}

const atOnce = 8

export async function inspectPlan({
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
    include: { steps: { where: { state: "planned" } }, incident: { select: { reference: true } } },
  })
  const left = [...plan.steps]
  const work = async () => {
    for (let step = left.shift(); step; step = left.shift()) {
      const preview = await inspectStep({ ctx, world, step, incidentReference: plan.incident.reference })
      await ctx.db.step.updateMany({ where: { id: step.id, state: "planned" }, data: { preview } })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
