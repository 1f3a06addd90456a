import "server-only"
import { z } from "zod"
import type { JsonObject, PlatformFailure } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { backOff } from "@/lib/plans/back-off"
import { sayDelayed } from "@/lib/plans/engine/attempt-step"
import { commit, type EngineWrite, engineMove, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import type { Next, Run } from "@/lib/plans/engine/engine"
import { type Prepared, prepareCall, settleMsOf } from "@/lib/plans/engine/prepare-call"
import { doubt } from "@/lib/plans/engine/read-back-step"
import { maxAttempts } from "@/lib/plans/policy"

/**
 * queued (or an attempt that was lost) -> attempting -> undone, from the receipts, newest first. An undo reads before
 * it writes, so a lost one is repeated, but only once the old call can no longer take effect.
 */
export async function undoStep(run: Run, step: Step): Promise<Next> {
  const ready = await prepareCall(run, step)
  if (!ready.ok) return giveUp(run, step, step.action, ready.failure)
  const { handler, call } = ready.value
  const { definition, undo } = handler
  if (!undo) return giveUp(run, step, definition.title, noUndo)
  if (step.state === "attempting" && !(await lostCallHasSettled(run, step, definition.title))) return "done"
  if (step.attempts >= maxAttempts)
    return doubt(
      run,
      step,
      definition.title,
      "Taking it back was tried often and no answer came. Read again or close it.",
    )
  if (!run.leaseHolds()) return "done"
  const attempt = step.attempts + 1
  await commit(run, step, "attempting", (write) =>
    engineMove(run, step, definition.title, write, {
      to: "attempting",
      note: "",
      set: {
        attempts: attempt,
        callSettlesAt: later(write.at, settleMsOf(definition) + ready.value.propagationMs),
      },
      detail: { attempt, of: maxAttempts },
    }),
  )
  if (!run.leaseHolds()) return "done"
  const answer = await call("undo", definition.applyTimeoutMs, async (ctx, _handler, input) => {
    const done = { requestIds: [] as string[], statements: [] as string[] }
    for (const receipt of receiptsOf(step)) {
      const one = await undo(ctx, input, receipt)
      done.requestIds.push(...one.requestIds)
      done.statements.push(one.statement)
    }
    return done
  })
  const tried: Step = { ...step, state: "attempting", attempts: attempt }
  if (!answer.ok) return settleFailure(run, tried, ready.value, answer.failure)
  await commit(run, tried, "undone", async (write) => {
    await engineMove(run, tried, definition.title, write, {
      to: "undone",
      note: answer.value.statements.join(" "),
      set: { requestIds: { push: answer.value.requestIds }, ...letGo },
    })
    await lookAtDependents(write, tried)
  })
  return "done"
}

/** What was taken back may have carried steps that came after it: they are read again at once, not when their turn comes. */
async function lookAtDependents(write: EngineWrite, { incidentId, id }: Step): Promise<void> {
  await write.tx.step.updateMany({
    where: {
      incidentId,
      after: { array_contains: [{ stepId: id }] },
      state: "verified",
      operation: "apply",
      plan: { kind: "contain" },
    },
    data: { dueAt: write.at },
  })
}

const noUndo: PlatformFailure = {
  kind: "refused",
  message: "This action cannot be taken back.",
  mayHaveHappened: false,
  retryable: false,
}

const earlier = z.array(z.object({ receipt: z.record(z.string(), z.json()) }))

/** What there is to take back, newest first; an application that changed nothing is left out. */
function receiptsOf(step: Step): JsonObject[] {
  const own = step.receipt !== null && !step.unchanged ? [step.receipt as JsonObject] : []
  return [
    ...own,
    ...earlier
      .parse(step.earlier)
      .map((one) => one.receipt)
      .reverse(),
  ]
}

async function lostCallHasSettled(run: Run, step: Step, title: string): Promise<boolean> {
  return commit(run, step, "undo-taken-over", async (write) => {
    if (step.callSettlesAt === null || write.at >= step.callSettlesAt) return true
    const note =
      "No answer to taking it back. It is tried again when the first call can no longer take effect."
    const kept = await keepState(run, step, write, { reason: note, dueAt: step.callSettlesAt, ...letGo })
    if (kept && step.reason !== note) await sayDelayed(write, step, title, note, step.callSettlesAt)
    return false
  })
}

async function settleFailure(
  run: Run,
  step: Step,
  { handler }: Prepared,
  failure: PlatformFailure,
): Promise<Next> {
  const { title } = handler.definition
  if (!failure.mayHaveHappened && !failure.retryable) return giveUp(run, step, title, failure)
  if (!failure.mayHaveHappened && step.attempts >= maxAttempts) return giveUp(run, step, title, failure)
  await commit(run, step, "undo-delayed", async (write) => {
    const lost = failure.mayHaveHappened
    const fresh = lost ? await write.tx.step.findUniqueOrThrow({ where: { id: step.id } }) : null
    const dueAt = fresh?.callSettlesAt ?? later(write.at, backOff(step.failures + 1, run.engine.random))
    const set = { dueAt, failures: step.failures + 1, reason: failure.message, ...letGo }
    if (lost) await keepState(run, step, write, set)
    else await engineMove(run, step, title, write, { to: "queued", note: failure.message, silent: true, set })
    await sayDelayed(write, step, title, failure.message, dueAt)
  })
  return "done"
}

/** It was not taken back and will not be: the change is still in force, and proofs say so again. */
async function giveUp(run: Run, step: Step, title: string, failure: PlatformFailure): Promise<Next> {
  const note = `It was not taken back: ${failure.message}`
  if (step.receipt === null) {
    await commit(run, step, "failed", (write) =>
      engineMove(run, step, title, write, { to: "failed", note, set: letGo }),
    )
    return "done"
  }
  await commit(run, step, "undo-given-up", async (write) => {
    if (step.state === "queued")
      await engineMove(run, step, title, write, { to: "attempting", note, silent: true, set: {} })
    await engineMove(run, { ...step, state: "attempting" }, title, write, {
      to: "applied",
      note,
      set: { operation: "apply", dueAt: write.at, verifyUntil: later(write.at, 60_000) },
    })
  })
  return "again"
}
