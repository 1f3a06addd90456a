import "server-only"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { approveIn } from "@/lib/plans/approve-plan"
import { createPlan } from "@/lib/plans/create-plan"
import { readPlan } from "@/lib/plans/data"
import { lockIncident } from "@/lib/plans/lock-incident"
import { lookAround } from "@/lib/plans/look-around"
import { pressAgain } from "@/lib/plans/press-again"
import { draftContainment } from "@/lib/plans/propose-containment"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type ContainDto, type ContainNowInput, containNowSchema } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"
import { wakeWorkers } from "@/lib/worker/wake-workers"

/**
 * One press: proposes for the chosen credentials (all when none is named) and approves what can be taken back, in one
 * transaction. Irreversible steps stay planned. Targets that were requested before are checked or tried again. With a
 * hash, the press is refused when the plan is not the one that was shown.
 */
export async function containNow({
  ctx,
  reference,
  input,
  world,
}: {
  ctx: Context
  reference: string
  input: ContainNowInput
  world: World
}): Promise<ContainDto> {
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.approve", incident.id)
  const { credentialIds, hash } = parseInput(containNowSchema, input)
  const plan = await draftContainment({ ctx, incident, credentialIds, world })
  if (plan.steps.length === 0 && !plan.notes?.manual.length)
    throw preconditionFailed(
      plan.notes?.refused[0]?.reason ??
        "There is nothing that an action could contain. See the manual steps.",
    )
  const { connectors } = world
  const done = await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, incident.id)
    const created = await createPlan(tx, { plan, actor: ctx.actor, at, connectors })
    if (hash !== undefined && hash !== created.hash)
      throw conflict("The plan is no longer the one that was shown. Look at it again, then contain.")
    const again = created.again.map((step) => step.id)
    const { planId } = created
    if (planId === null) {
      const pressed = await pressAgain(tx, { stepIds: again, actor: ctx.actor, at, connectors })
      await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
      return { planId, requested: [], waiting: [], again: pressed }
    }
    const reversible = await tx.step.count({ where: { planId, state: "planned", irreversible: false } })
    if (reversible === 0 && again.length === 0)
      return { planId, requested: [], waiting: await plannedOf(tx, planId), again: [] }
    const approved = await approveIn(tx, {
      planId,
      hash: created.hash,
      typedNames: {},
      actor: ctx.actor,
      at,
      connectors,
    })
    await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
    return { planId, ...approved, again }
  })
  const { planId, ...rest } = done
  // Who else is hit is looked up beside the containment, which does not wait for it.
  if (planId !== null) void lookAround({ ctx, planId, world }).catch(() => undefined)
  return { plan: planId === null ? null : await readPlan({ ctx, planId, world }), ...rest }
}

async function plannedOf(tx: Parameters<typeof lockIncident>[0], planId: string): Promise<string[]> {
  const steps = await tx.step.findMany({ where: { planId, state: "planned" }, select: { id: true } })
  return steps.map((step) => step.id)
}
