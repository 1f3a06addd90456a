import "server-only"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { readPlan } from "@/lib/plans/data"
import { findPlan } from "@/lib/plans/find-plan"
import { inspectStep } from "@/lib/plans/inspect-step"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type PlanDto, type PressStepInput, pressStepSchema } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"

/** Looks at every step of a plan that is not decided on yet: read-only, in parallel. What was seen is kept on the step. */
export async function previewPlan({
  ctx,
  reference,
  planId,
  input,
  world,
}: {
  ctx: Context
  reference: string
  planId: string
  input: PressStepInput
  world: World
}): Promise<PlanDto> {
  const plan = await findPlan(ctx.db, { planId, reference })
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", plan.incidentId)
  parseInput(pressStepSchema, input)
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
