import "server-only"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { cancelIn } from "@/lib/plans/cancel-step"
import { readPlan } from "@/lib/plans/data"
import { findPlan } from "@/lib/plans/find-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type PlanDto, type ReasonedPressInput, reasonedPressSchema } from "@/lib/plans/schema"
import { factsOf } from "@/lib/plans/step-facts"
import { stepRefusal } from "@/lib/plans/step-refusals"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Cancels every step whose call has not left; what has left goes on to its end and is never forgotten. */
export async function cancelPlan({
  ctx,
  reference,
  planId,
  input,
  world,
}: {
  ctx: Context
  reference: string
  planId: string
  input: ReasonedPressInput
  world: World
}): Promise<PlanDto> {
  const found = await findPlan(ctx.db, { planId, reference })
  await requirePlanPermission(ctx.db, ctx.actor, "plan.act", found.incidentId)
  const { reason } = parseInput(reasonedPressSchema, input)
  await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, found.incidentId)
    const plan = await tx.plan.findUniqueOrThrow({ where: { id: planId } })
    if (plan.state === "cancelled") throw preconditionFailed("The plan is cancelled already.")
    const note = reason ?? "The plan was cancelled."
    let cancelled = 0
    // One at a time, each read afresh: cancelling a step takes those after it along.
    for (;;) {
      const steps = await tx.step.findMany({ where: { planId }, orderBy: { position: "asc" } })
      const next = steps.find((step) => stepRefusal("cancel", factsOf(step, plan, undefined)) === null)
      if (!next) break
      const title = findHandler(world.connectors, next.action)?.definition.title ?? next.action
      await cancelIn({ tx, at, title, ctx }, next, note)
      cancelled += 1
    }
    if (cancelled === 0) throw preconditionFailed("Every call of this plan has left already.")
    if (plan.state === "draft")
      await tx.plan.update({ where: { id: planId }, data: { state: "cancelled", finishedAt: at } })
    await appendEntry(tx, {
      incidentId: plan.incidentId,
      kind: "plan.cancelled",
      actor: ctx.actor,
      body: { planId, planKind: plan.kind, title: plan.title, steps: cancelled, reason: note },
      now: at,
    })
  })
  return readPlan({ ctx, planId, world })
}
