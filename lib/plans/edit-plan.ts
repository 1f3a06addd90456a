import "server-only"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import { Prisma } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { conflict, invalidInput, notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { targetKeyOf } from "@/lib/plans/create-plan"
import { readPlan } from "@/lib/plans/data"
import { findPlan } from "@/lib/plans/find-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { moveStep } from "@/lib/plans/move-step"
import { rehashPlan } from "@/lib/plans/rehash-plan"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type EditPlanInput, editPlanSchema, type PlanDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Changes a draft: takes steps out, or gives one another action or input of the same kind. The hash changes with it,
 * so an approval of what was shown before is refused. A changed step has to be looked at again.
 */
export async function editPlan({
  ctx,
  reference,
  planId,
  input,
  world,
}: {
  ctx: Context
  reference: string
  planId: string
  input: EditPlanInput
  world: World
}): Promise<PlanDto> {
  const found = await findPlan(ctx.db, { planId, reference })
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", found.incidentId)
  const { version, remove = [], change = [] } = parseInput(editPlanSchema, input)
  await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, found.incidentId)
    const plan = await tx.plan.findUniqueOrThrow({ where: { id: planId }, include: { steps: true } })
    if (plan.state !== "draft")
      throw preconditionFailed("Only a draft can be edited. Add a further plan instead.")
    if (plan.version !== version) throw conflict("Somebody edited the plan meanwhile. Look again, then edit.")
    const planned = (id: string) => {
      const step = plan.steps.find((one) => one.id === id && one.state === "planned")
      if (!step) throw notFound("One of the steps is not planned in this plan.")
      return step
    }
    for (const { stepId, action, input: wished } of change) {
      const step = planned(stepId)
      const definition = findHandler(world.connectors, action)?.definition
      if (!definition || definition.kind !== plan.kind)
        throw invalidInput(`There is no action ${action} to ${plan.kind}.`)
      const parsed = parseInput(definition.input, wished, "input")
      await tx.step.update({
        where: { id: step.id },
        data: {
          action,
          input: parsed as Prisma.InputJsonObject,
          targetKey: targetKeyOf(step.connectionId ?? "", definition, parsed),
          targetLabel: definition.target(parsed).label,
          irreversible: definition.irreversible,
          preview: Prisma.DbNull,
        },
      })
    }
    for (const stepId of remove) {
      const step = planned(stepId)
      const title = findHandler(world.connectors, step.action)?.definition.title ?? step.action
      await moveStep(tx, {
        step,
        to: "skipped",
        by: ctx.actor,
        at,
        title,
        note: "Taken out of the plan.",
        silent: true,
      })
    }
    await rehashPlan(tx, planId)
    await appendEntry(tx, {
      incidentId: plan.incidentId,
      kind: "plan.edited",
      actor: ctx.actor,
      body: {
        planId,
        planKind: plan.kind,
        title: plan.title,
        removed: remove.length,
        changed: change.length,
      },
      now: at,
    })
  })
  return readPlan({ ctx, planId, world })
}
