import "server-only"
import type { JsonObject } from "@/lib/connectors/contract"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { formatPlural } from "@/lib/format"
import { parseInput } from "@/lib/http/parse-input"
import { approveIn } from "@/lib/plans/approve-plan"
import { createPlan } from "@/lib/plans/create-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { lookAround } from "@/lib/plans/look-around"
import { pressAgain } from "@/lib/plans/press-again"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { World } from "@/lib/plans/world"
import { readWork } from "@/lib/work/data"
import { type StopWorkInput, stopWorkSchema, type WorkListDto } from "@/lib/work/schema"
import { wakeWorkers } from "@/lib/worker/wake-workers"

/**
 * Stops running work at one press: a plan of its own whose steps are asked for at once. They belong to no credential,
 * so they prove nothing about one. What was asked to stop before is checked or tried again. Throws not-permitted,
 * not-found, precondition-failed (no action stops it), invalid-input.
 */
export async function stopWork({
  ctx,
  reference,
  input,
  world,
}: {
  ctx: Context
  reference: string
  input: StopWorkInput
  world: World
}): Promise<WorkListDto> {
  const incident = await ctx.db.incident.findUnique({ where: { reference }, select: { id: true } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.approve", incident.id)
  const { workIds } = parseInput(stopWorkSchema, input)
  const { connectors } = world
  const planId = await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, incident.id)
    const rows = await tx.runningWork.findMany({
      where: { id: { in: workIds }, incidentId: incident.id },
      orderBy: { startedAt: "asc" },
    })
    if (rows.length !== new Set(workIds).size)
      throw notFound("One of these pieces of work does not belong to this incident.")
    const steps = rows.map((row) => {
      if (row.stopAction === null)
        throw preconditionFailed(
          row.guidance || `${row.kindTitle} ${row.resource} has ended: there is nothing to stop.`,
        )
      return {
        key: row.id,
        connectionId: row.connectionId,
        credentialId: null,
        damageId: null,
        action: row.stopAction,
        input: row.stopInput as JsonObject,
        after: [],
        why: `Started by ${row.startedBy} at ${row.startedAt.toISOString().slice(11, 19)} UTC; it goes on without the credential.`,
      }
    })
    const title = `Stop ${formatPlural(steps.length, "piece")} of running work`
    const created = await createPlan(tx, {
      plan: { incidentId: incident.id, kind: "contain", title, steps },
      actor: ctx.actor,
      at,
      connectors,
    })
    if (created.planId === null) {
      const stepIds = created.again.map((step) => step.id)
      await pressAgain(tx, { stepIds, actor: ctx.actor, at, connectors })
    } else
      await approveIn(tx, {
        planId: created.planId,
        hash: created.hash,
        typedNames: {},
        actor: ctx.actor,
        at,
        connectors,
      })
    await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
    return created.planId
  })
  if (planId !== null) void lookAround({ ctx, planId, world }).catch(() => undefined)
  return readWork({ ctx, reference, world })
}
