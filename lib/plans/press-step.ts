import "server-only"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { Plan, Step } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { readStep } from "@/lib/plans/data"
import { lockIncident } from "@/lib/plans/lock-incident"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { StepDto, StepVerb } from "@/lib/plans/schema"
import { factsOf } from "@/lib/plans/step-facts"
import { stepRefusal, verbPermission } from "@/lib/plans/step-refusals"
import type { World } from "@/lib/plans/world"
import { wakeWorkers } from "@/lib/worker/wake-workers"

export type Pressed = { tx: Tx; step: Step & { plan: Plan }; at: Date; title: string; ctx: Context }

/**
 * What every press on one step has in common: permission, lock, the table's refusal, the press itself, a wake-up for
 * the workers, and the step as it is then.
 */
export async function pressStep({
  ctx,
  stepId,
  verb,
  world,
  press,
}: {
  ctx: Context
  stepId: string
  verb: StepVerb
  world: World
  press: (pressed: Pressed) => Promise<void>
}): Promise<StepDto> {
  const found = await ctx.db.step.findUnique({ where: { id: stepId }, select: { incidentId: true } })
  if (!found) throw notFound("There is no such step.")
  await requirePlanPermission(ctx.db, ctx.actor, verbPermission(verb), found.incidentId)
  await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, found.incidentId)
    const step = await tx.step.findUniqueOrThrow({ where: { id: stepId }, include: { plan: true } })
    const definition = findHandler(world.connectors, step.action)?.definition
    const refused = stepRefusal(verb, factsOf(step, step.plan, definition))
    if (refused !== null) throw preconditionFailed(`Not possible: ${refused}.`)
    await press({ tx, step, at, title: definition?.title ?? step.action, ctx })
    await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
  })
  return readStep({ ctx, stepId, world })
}
