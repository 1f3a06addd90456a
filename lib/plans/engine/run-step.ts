import "server-only"
import type { Step } from "@/lib/db/generated/client"
import { isFirebreakError } from "@/lib/errors"
import { attemptStep } from "@/lib/plans/engine/attempt-step"
import { beginStep } from "@/lib/plans/engine/begin-step"
import { letGo } from "@/lib/plans/engine/commit-move"
import type { Next, Run } from "@/lib/plans/engine/engine"
import { readBackStep } from "@/lib/plans/engine/read-back-step"
import { undoStep } from "@/lib/plans/engine/undo-step"
import { verifyStep } from "@/lib/plans/engine/verify-step"
import { watchStep } from "@/lib/plans/engine/watch-step"

/**
 * Drives one claimed step as far as it goes now: until it ends, waits for its time, or is no longer ours. Never
 * throws: what is unexpected is logged and the step is tried again after a while, under a new fence.
 */
export async function runStep(run: Run): Promise<void> {
  const { engine, stepId, fence } = run
  try {
    for (let first = true; !run.signal.aborted; first = false) {
      const step = await engine.db.step.findUnique({ where: { id: stepId } })
      if (!step || step.fence !== fence || step.leaseOwner !== engine.owner || step.dueAt === null) break
      if (first && run.takenFrom !== null)
        engine.log("took over", { stepId, from: run.takenFrom, state: step.state })
      if ((await advance(run, step)) === "done") break
    }
  } catch (error) {
    if (isFirebreakError(error) && error.code === "conflict") {
      engine.log("step moved on", { stepId })
    } else {
      engine.log("step failed unexpectedly", {
        stepId,
        error: error instanceof Error ? error.message : String(error),
      })
    }
  }
  await giveBack(run)
}

function advance(run: Run, step: Step): Promise<Next> {
  const undoing = step.operation === "undo"
  switch (step.state) {
    case "queued":
      return undoing ? undoStep(run, step) : beginStep(run, step)
    case "snapshotted":
      return attemptStep(run, step)
    case "attempting":
      return undoing ? undoStep(run, step) : readBackStep(run, step)
    case "applied":
    case "verifying":
      return verifyStep(run, step)
    case "verified":
      return watchStep(run, step)
    case "in_doubt":
      return readBackStep(run, step)
    default:
      return settle(run, step)
  }
}

/** Nothing is done by itself in the other states. */
async function settle(run: Run, step: Step): Promise<Next> {
  await run.engine.db.step.updateMany({
    where: { id: step.id, state: step.state, fence: run.fence },
    data: { dueAt: null, ...letGo },
  })
  return "done"
}

/** If the lease is still ours here, something went wrong: it is tried again in a moment, not at once. */
async function giveBack(run: Run): Promise<void> {
  const { db, owner } = run.engine
  try {
    await db.$executeRaw`
      UPDATE step SET lease_owner = NULL, lease_until = NULL,
        due_at = CASE WHEN due_at IS NULL THEN NULL
          ELSE greatest(due_at, clock_timestamp() + interval '500 milliseconds') END
      WHERE id = ${run.stepId}::uuid AND fence = ${run.fence} AND lease_owner = ${owner}`
  } catch {
    // The database is away: the lease runs out by itself.
  }
}
