import "server-only"
import type { PlatformFailure } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { backOff } from "@/lib/plans/back-off"
import { commit, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import { engineActor, type Next, type Run } from "@/lib/plans/engine/engine"
import { stepBody } from "@/lib/plans/move-step"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * A read failed in a way that passes (unreachable, throttled, timed out): the state stays, the reason is shown, and
 * the next try is set. Reads are tried for as long as it takes; a timeline entry is written when the reason changes.
 */
export async function delayStep(
  run: Run,
  step: Step,
  { title, failure, extendVerify = 0 }: { title: string; failure: PlatformFailure; extendVerify?: number },
): Promise<Next> {
  const failures = step.failures + 1
  const wait = backOff(failures, run.engine.random)
  await commit(run, step, "delayed", async ({ tx, at }) => {
    const nextAt = later(at, wait)
    const kept = await keepState(
      run,
      step,
      { tx, at },
      {
        reason: failure.message,
        failures,
        dueAt: nextAt,
        ...(failure.requestId ? { requestIds: { push: failure.requestId } } : {}),
        ...(extendVerify > 0 && step.verifyUntil
          ? { verifyUntil: latest(step.verifyUntil, later(nextAt, extendVerify)) }
          : {}),
        ...letGo,
      },
    )
    if (kept && failure.message !== step.reason)
      await appendEntry(tx, {
        incidentId: step.incidentId,
        kind: "step.delayed",
        actor: engineActor,
        body: stepBody(step, title, {
          state: step.state,
          reason: failure.message,
          nextAt: nextAt.toISOString(),
        }),
        now: at,
      })
  })
  return "done"
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b
}
