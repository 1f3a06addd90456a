import "server-only"
import { type Actor, actorLabel } from "@/lib/actor"
import type { JsonObject } from "@/lib/connectors/contract"
import { followDamage } from "@/lib/damage/follow-damage"
import type { Prisma, Step } from "@/lib/db/generated/client"
import { conflict } from "@/lib/errors"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { isEnded, isWayFree, mayMove, type StepState } from "@/lib/plans/policy"
import { releaseDependents } from "@/lib/plans/release-dependents"
import { settlePlan } from "@/lib/plans/settle-plan"
import { appendEntry } from "@/lib/timeline/append-entry"
import type { TimelineKind } from "@/lib/timeline/schema"

export type Move = {
  step: Step
  to: StepState
  by: Actor
  /** The database's time, from lockIncident. */
  at: Date
  /** Columns that change with the state. */
  set?: Prisma.StepUncheckedUpdateManyInput
  /** For people and for the timeline: why. */
  note?: string
  /** Title of the action, as people know it. */
  title: string
  /** More for the timeline entry's body. */
  detail?: JsonObject
  /** Given by the engine: the write counts only while the lease's fence is still this one. */
  fence?: number
  /** Kind of the timeline entry when it is not the state's own ("step.retried"). */
  kind?: TimelineKind
  /** No timeline entry of its own: the next move in the same transaction says it all. */
  silent?: boolean
}

/**
 * One change of state, inside the caller's transaction that holds the incident's lock: conditional update guarded by
 * (state, fence), transition row, timeline entry, and what follows from it (dependents, plan, containment). Throws
 * Conflict when the step is no longer as expected: then nothing of it is written.
 */
export async function moveStep(tx: Prisma.TransactionClient, move: Move): Promise<void> {
  const { step, to, at } = move
  if (!mayMove(step.state, to)) throw conflict(`A step that is ${step.state} does not become ${to}.`)
  const ended = isEnded(to)
  const changed = await tx.step.updateMany({
    where: { id: step.id, state: step.state, ...(move.fence === undefined ? {} : { fence: move.fence }) },
    data: {
      state: to,
      stateSince: at,
      endedAt: ended ? at : null,
      ...(ended ? { dueAt: null } : {}),
      ...(move.note === undefined ? {} : { reason: move.note }),
      ...move.set,
    },
  })
  if (changed.count === 0) throw conflict("The step moved on meanwhile. Look at its state again.")
  await tx.stepTransition.create({
    data: { stepId: step.id, at, from: step.state, to, by: actorLabel(move.by), note: move.note ?? "" },
  })
  const kind = move.kind ?? entryKind(to)
  if (kind && !move.silent)
    await appendEntry(tx, {
      incidentId: step.incidentId,
      kind,
      actor: move.by,
      body: stepBody(step, move.title, { reason: move.note ?? "", ...move.detail }),
      now: at,
    })
  await follow(tx, move)
}

/** What every timeline entry about a step says. */
export function stepBody(step: Step, title: string, more: JsonObject = {}) {
  return {
    planId: step.planId,
    stepId: step.id,
    credentialId: step.credentialId,
    damageId: step.damageId,
    action: step.action,
    title,
    target: step.targetLabel,
    operation: step.operation,
    ...more,
  }
}

async function follow(tx: Prisma.TransactionClient, { step, to, at }: Move): Promise<void> {
  if (step.damageId !== null) await followDamage(tx, { damageId: step.damageId, now: at })
  if (isWayFree(to)) await releaseDependents(tx, { incidentId: step.incidentId, stepId: step.id, at })
  if (!isEnded(to) && !isEnded(step.state)) return
  await settlePlan(tx, { planId: step.planId, at })
  if (step.credentialId !== null) await recomputeContainment({ tx, incidentId: step.incidentId, now: at })
}

/** States without a kind are covered by the plan's own entry. */
function entryKind(to: StepState) {
  switch (to) {
    case "planned":
    case "approved":
      return null
    case "queued":
      return "step.requested" as const
    default:
      return `step.${to}` as const
  }
}
