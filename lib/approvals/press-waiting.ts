import "server-only"
import type { Permission } from "@/lib/auth/policy"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { Incident, Plan, Step } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"
import { lockIncident } from "@/lib/plans/lock-incident"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { World } from "@/lib/plans/world"
import { wakeWorkers } from "@/lib/worker/wake-workers"

export type Waiting = {
  tx: Tx
  step: Step & { plan: Plan; incident: Incident }
  at: Date
  /** Title of the action, as people know it. */
  title: string
}

/** What every press on a waiting step has in common: permission, lock, that it still waits, and a wake-up for the workers. */
export async function pressWaiting({
  ctx,
  stepId,
  hash,
  permission,
  world,
  press,
}: {
  ctx: Context
  stepId: string
  /** What was on the screen; null when the press does not depend on it. */
  hash: string | null
  permission: Permission
  world: World
  press: (waiting: Waiting) => Promise<void>
}): Promise<{ reference: string }> {
  const found = await ctx.db.step.findUnique({
    where: { id: stepId },
    select: { incidentId: true, incident: { select: { reference: true } } },
  })
  if (!found) throw notFound("There is no such step.")
  await requirePlanPermission(ctx.db, ctx.actor, permission, found.incidentId)
  await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, found.incidentId)
    const step = await tx.step.findUniqueOrThrow({
      where: { id: stepId },
      include: { plan: true, incident: true },
    })
    if (!step.irreversible)
      throw preconditionFailed("It can be taken back: it starts with the plan and waits for nobody.")
    if (step.state !== "planned") throw preconditionFailed("It has been decided on already.")
    if (step.plan.state === "draft") throw preconditionFailed("Approve its plan first.")
    if (step.plan.state === "cancelled") throw preconditionFailed("The plan was cancelled.")
    if (hash !== null && hash !== step.plan.hash)
      throw conflict("The plan changed since you looked at it. Look again, then approve.")
    const title = findHandler(world.connectors, step.action)?.definition.title ?? step.action
    await press({ tx, step, at, title })
    await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
  })
  return found.incident
}
