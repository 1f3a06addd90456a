import "server-only"
import type { JsonObject } from "@/lib/connectors/contract"
import type { Prisma, Step } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { type EnginePoint, engineActor, type Run } from "@/lib/plans/engine/engine"
import { lockIncident } from "@/lib/plans/lock-incident"
import { moveStep } from "@/lib/plans/move-step"
import type { StepState } from "@/lib/plans/policy"

/** What a commit of the engine may do besides: all of it under the same transaction, lock and time. */
export type EngineWrite = { tx: Prisma.TransactionClient; at: Date }

/** Lets go of the lease in the same write. */
export const letGo = { leaseOwner: null, leaseUntil: null } as const

/** Runs `write` in a transaction under the incident's lock; the test seam is called on both sides of the commit. */
export async function commit<T>(
  run: Run,
  step: Step,
  name: string,
  write: (input: EngineWrite) => Promise<T>,
): Promise<T> {
  const { db, commitLock } = run.engine
  const result = await commitLock(step.incidentId, () =>
    transaction(db, async (tx) => {
      const at = await lockIncident(tx, step.incidentId)
      const value = await write({ tx, at })
      await reach(run, `before-commit:${name}`)
      return value
    }),
  )
  await reach(run, `after-commit:${name}`)
  return result
}

export async function reach(run: Run, point: EnginePoint): Promise<void> {
  await run.engine.onPoint?.(point, run.stepId)
}

export type EngineMove = {
  to: StepState
  note?: string
  set?: Prisma.StepUncheckedUpdateManyInput
  detail?: JsonObject
  silent?: boolean
}

/** A change of state by the engine, fenced. */
export function engineMove(
  run: Run,
  step: Step,
  title: string,
  { tx, at }: EngineWrite,
  move: EngineMove,
): Promise<void> {
  return moveStep(tx, { step, by: engineActor, at, title, fence: run.fence, ...move })
}

/** Columns that change without a change of state, fenced; false when the step is no longer ours. */
export async function keepState(
  run: Run,
  step: Step,
  { tx }: EngineWrite,
  set: Prisma.StepUncheckedUpdateManyInput,
): Promise<boolean> {
  const changed = await tx.step.updateMany({
    where: { id: step.id, state: step.state, fence: run.fence },
    data: set,
  })
  return changed.count === 1
}

export function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
