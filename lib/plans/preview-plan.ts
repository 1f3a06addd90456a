import "server-only"
import { findHandler } from "@/lib/connectors/find-action"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Context } from "@/lib/context"
import type { Step } from "@/lib/db/generated/client"
import { isFirebreakError, notFound } from "@/lib/errors"
import { readPlan } from "@/lib/plans/data"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { PlanDto } from "@/lib/plans/schema"
import { failedPreview, type StoredPreview, toPreview } from "@/lib/plans/to-preview"
import { realWorld, type World } from "@/lib/plans/world"

/** Looks at every step of a plan that is not decided on yet: read-only, in parallel. What was seen is kept on the step. */
export async function previewPlan({
  ctx,
  planId,
  world = realWorld,
}: {
  ctx: Context
  planId: string
  world?: World
}): Promise<PlanDto> {
  const plan = await ctx.db.plan.findUnique({ where: { id: planId }, select: { incidentId: true } })
  if (!plan) throw notFound("There is no such plan.")
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", plan.incidentId)
  await inspectPlan({ ctx, planId, world })
  return readPlan({ ctx, planId, world })
}

const atOnce = 8
const timeoutMs = 20_000

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
      const preview = await look(ctx, world, step, plan.incident.reference)
      await ctx.db.step.updateMany({ where: { id: step.id, state: "planned" }, data: { preview } })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function look(
  ctx: Context,
  world: World,
  step: Step,
  incidentReference: string,
): Promise<StoredPreview> {
  try {
    const handler = findHandler(world.connectors, step.action)
    if (!handler || step.connectionId === null)
      return failedPreview(`No connector knows ${step.action}.`, ctx.now())
    const connection = await world.openConnection({
      db: ctx.db,
      connectionId: step.connectionId,
      incidentReference,
      operator: ctx.actor.name,
      now: ctx.now,
      signal: AbortSignal.timeout(timeoutMs),
      progress: () => undefined,
    })
    const input = handler.definition.input.parse(step.input)
    return toPreview(await handler.inspect(connection, input), ctx.now())
  } catch (thrown) {
    return failedPreview(
      isFirebreakError(thrown) ? thrown.detail : asPlatformFailure(thrown).message,
      ctx.now(),
    )
  }
}
