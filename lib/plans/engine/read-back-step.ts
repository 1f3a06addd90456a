import "server-only"
import type { JsonObject, ReadBack } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { recordApplied, sayDelayed } from "@/lib/plans/engine/attempt-step"
import { commit, type EngineMove, engineMove, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import { delayStep } from "@/lib/plans/engine/delay-step"
import { engineActor, type Next, type Run } from "@/lib/plans/engine/engine"
import { type Prepared, prepareCall, readTimeoutOf } from "@/lib/plans/engine/prepare-call"
import { stepBody } from "@/lib/plans/move-step"
import { maxAttempts } from "@/lib/plans/policy"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * A call left and its answer is not known (crash, time-out, or a person asks again about a step in doubt): reads,
 * never writes. "Not done" is definite only when the old call can no longer take effect.
 */
export async function readBackStep(run: Run, step: Step): Promise<Next> {
  const ready = await prepareCall(run, step)
  if (!ready.ok) return doubt(run, step, step.action, ready.failure.message)
  const prepared = ready.value
  const { title } = prepared.handler.definition
  const read = await prepared.call(
    "readBack",
    readTimeoutOf(run, prepared.handler.definition),
    (ctx, handler, input) => handler.readBack(ctx, input, step.snapshot as JsonObject),
  )
  if (!read.ok) {
    if (read.failure.retryable) return delayStep(run, step, { title, failure: read.failure })
    return doubt(run, step, title, `It could not be read back: ${read.failure.message}`)
  }
  if (step.operation === "undo") return settleUndo(run, step, prepared, read.value)
  if (read.value.outcome === "applied")
    return recordApplied(
      run,
      step,
      prepared,
      { receipt: read.value.receipt, changed: true, requestIds: read.value.requestIds },
      "The answer was lost; reading back shows that it was applied.",
    )
  return notSeen(run, step, prepared, read.value)
}

async function notSeen(
  run: Run,
  step: Step,
  { handler }: Prepared,
  found: Exclude<ReadBack, { outcome: "applied" }>,
): Promise<Next> {
  const { title, idempotent } = handler.definition
  const ids = { requestIds: { push: found.requestIds } }
  return commit(run, step, "read-back", async (write): Promise<Next> => {
    const { at } = write
    if (step.state === "attempting" && step.callSettlesAt !== null && at < step.callSettlesAt) {
      const note =
        "Not seen yet. The call that left may still take effect; reading again when it no longer can."
      const kept = await keepState(run, step, write, {
        reason: note,
        dueAt: step.callSettlesAt,
        ...ids,
        ...letGo,
      })
      if (kept && step.reason !== note) await sayDelayed(write, step, title, note, step.callSettlesAt)
      return "done"
    }
    const move = (to: EngineMove) =>
      engineMove(run, step, title, write, { ...to, set: { ...ids, ...to.set } })
    if (found.outcome === "cannot_tell") {
      const note = `The request left and no answer came. ${found.reason} Decide: read again, repeat, or close it.`
      if (step.state === "in_doubt") return stayInDoubt(run, step, title, write, note)
      await move({ to: "in_doubt", note, set: { dueAt: null, ...letGo } })
      return "done"
    }
    if (step.state === "attempting" && idempotent && step.attempts < maxAttempts) {
      const note = `Reading back shows that it did not happen. Try ${step.attempts + 1} of ${maxAttempts} follows.`
      await move({ to: "snapshotted", note, silent: true, set: { dueAt: at } })
      await sayDelayed(write, step, title, note, at)
      return "again"
    }
    const note = idempotent
      ? `Reading back shows that it did not happen, after ${step.attempts} of ${maxAttempts} tries. Retry when the platform answers.`
      : "Reading back shows that it did not happen. It is not repeated by itself: retry if it is still wanted."
    await move({ to: "failed", note, set: letGo })
    return "done"
  })
}

async function settleUndo(run: Run, step: Step, { handler }: Prepared, found: ReadBack): Promise<Next> {
  const { title } = handler.definition
  return commit(run, step, "undo-read-back", async (write): Promise<Next> => {
    if (found.outcome === "not_applied") {
      await engineMove(run, step, title, write, {
        to: "undone",
        note: "Reading back shows that the change is no longer in force.",
        set: letGo,
      })
      return "done"
    }
    if (found.outcome === "applied") {
      const { verifyWithinMs } = handler.definition
      await engineMove(run, step, title, write, {
        to: "applied",
        note: "It was not taken back: reading shows that the change is still in force.",
        set: { operation: "apply", dueAt: write.at, verifyUntil: later(write.at, verifyWithinMs) },
      })
      return "again"
    }
    const note = `Whether it was taken back is not known. ${found.reason}`
    return stayInDoubt(run, step, title, write, note)
  })
}

async function stayInDoubt(
  run: Run,
  step: Step,
  title: string,
  write: Parameters<typeof keepState>[2],
  note: string,
): Promise<Next> {
  const kept = await keepState(run, step, write, { reason: note, dueAt: null, ...letGo })
  if (kept)
    await appendEntry(write.tx, {
      incidentId: step.incidentId,
      kind: "step.in_doubt",
      actor: engineActor,
      body: stepBody(step, title, { reason: note }),
      now: write.at,
    })
  return "done"
}

export async function doubt(run: Run, step: Step, title: string, note: string): Promise<Next> {
  await commit(run, step, "in_doubt", async (write) => {
    if (step.state === "in_doubt") return stayInDoubt(run, step, title, write, note)
    await engineMove(run, step, title, write, { to: "in_doubt", note, set: { dueAt: null, ...letGo } })
    return "done"
  })
  return "done"
}
