import "server-only"
import type { Applied, JsonObject, PlatformFailure } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { backOff } from "@/lib/plans/back-off"
import { digest } from "@/lib/plans/engine/begin-step"
import { commit, type EngineWrite, engineMove, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import { delayStep } from "@/lib/plans/engine/delay-step"
import { engineActor, type Next, type Run } from "@/lib/plans/engine/engine"
import { type Prepared, prepareCall, readTimeoutOf, settleMsOf } from "@/lib/plans/engine/prepare-call"
import { stepBody } from "@/lib/plans/move-step"
import { maxAttempts } from "@/lib/plans/policy"
import type { StoredPreview } from "@/lib/plans/to-preview"
import { appendEntry } from "@/lib/timeline/append-entry"

/** snapshotted -> attempting -> applied: the intent is committed, then the platform is called once. */
export async function attemptStep(run: Run, step: Step): Promise<Next> {
  const ready = await prepareCall(run, step)
  if (!ready.ok) return fail(run, step, step.action, ready.failure)
  const prepared = ready.value
  const { definition } = prepared.handler
  const snapshot = step.snapshot as JsonObject
  const before = step.preview as StoredPreview | null
  if (before?.inEffect === "yes") {
    const settled = await alreadyThere(run, step, prepared, snapshot)
    if (settled) return settled
  }
  if (!run.leaseHolds()) return "done"
  const attempt = step.attempts + 1
  await commit(run, step, "attempting", (write) =>
    engineMove(run, step, definition.title, write, {
      to: "attempting",
      note: "",
      set: {
        attempts: attempt,
        attemptedAt: write.at,
        callSettlesAt: later(write.at, settleMsOf(definition) + prepared.propagationMs),
      },
      detail: { attempt, of: maxAttempts },
    }),
  )
  // A process that was stopped in between must not send late: whoever took the step over reads back instead.
  if (!run.leaseHolds()) return "done"
  const answer = await prepared.call("apply", definition.applyTimeoutMs, (ctx, handler, input) =>
    handler.apply(ctx, input, snapshot),
  )
  const tried: Step = { ...step, state: "attempting", attempts: attempt }
  if (answer.ok) return recordApplied(run, tried, prepared, answer.value)
  if (answer.failure.mayHaveHappened) return awaitReadBack(run, tried, definition.title, answer.failure)
  if (answer.failure.retryable && attempt < maxAttempts)
    return tryLater(run, tried, definition.title, answer.failure)
  return fail(run, tried, definition.title, answer.failure)
}

/** The platform said yes: the receipt is kept, and proofs count once the change has propagated. */
export async function recordApplied(
  run: Run,
  step: Step,
  { handler, propagationMs }: Prepared,
  applied: Applied,
  note = "",
): Promise<Next> {
  const { title, verifyWithinMs } = handler.definition
  const atOnce = propagationMs === 0
  await commit(run, step, "applied", (write) =>
    engineMove(run, step, title, write, {
      to: "applied",
      note,
      set: {
        receipt: applied.receipt,
        appliedAt: write.at,
        failures: 0,
        requestIds: { push: applied.requestIds },
        dueAt: later(write.at, propagationMs),
        verifyUntil: later(write.at, propagationMs + verifyWithinMs),
        ...(atOnce ? {} : letGo),
      },
      detail: {
        receiptSha256: digest(applied.receipt),
        changed: applied.changed,
        requestIds: applied.requestIds,
      },
    }),
  )
  return atOnce ? "again" : "done"
}

/** The wish was in force before we came: nothing is called, proofs decide. Null when it turns out otherwise. */
async function alreadyThere(
  run: Run,
  step: Step,
  { handler, call }: Prepared,
  snapshot: JsonObject,
): Promise<Next | null> {
  const { title, verifyWithinMs } = handler.definition
  const read = await call("readBack", readTimeoutOf(run, handler.definition), (ctx, h, input) =>
    h.readBack(ctx, input, snapshot),
  )
  if (!read.ok) return read.failure.retryable ? delayStep(run, step, { title, failure: read.failure }) : null
  const found = read.value
  if (found.outcome !== "applied") return null
  await commit(run, step, "verifying", (write) =>
    engineMove(run, step, title, write, {
      to: "verifying",
      note: "It was so already; nothing was changed.",
      set: {
        receipt: found.receipt,
        unchanged: step.attemptedAt === null,
        appliedAt: write.at,
        verifyUntil: later(write.at, verifyWithinMs),
        requestIds: { push: found.requestIds },
        dueAt: write.at,
      },
    }),
  )
  return "again"
}

async function tryLater(run: Run, step: Step, title: string, failure: PlatformFailure): Promise<Next> {
  const failures = step.failures + 1
  const wait = backOff(failures, run.engine.random)
  const note = `${failure.message} Try ${step.attempts + 1} of ${maxAttempts} follows.`
  await commit(run, step, "snapshotted", async (write) => {
    const dueAt = later(write.at, wait)
    await engineMove(run, step, title, write, {
      to: "snapshotted",
      note,
      silent: true,
      set: { failures, dueAt, ...seen(failure), ...letGo },
    })
    await sayDelayed(write, step, title, note, dueAt)
  })
  return "done"
}

/** The answer was lost: the state stays, and the next look is a read. */
async function awaitReadBack(run: Run, step: Step, title: string, failure: PlatformFailure): Promise<Next> {
  const note = `${failure.message} Whether it took effect is not known; reading back.`
  await commit(run, step, "unanswered", async (write) => {
    const dueAt = later(write.at, 1000)
    const kept = await keepState(run, step, write, { reason: note, dueAt, ...seen(failure), ...letGo })
    if (kept) await sayDelayed(write, step, title, note, dueAt)
  })
  return "done"
}

async function fail(run: Run, step: Step, title: string, failure: PlatformFailure): Promise<Next> {
  await commit(run, step, "failed", (write) =>
    engineMove(run, step, title, write, {
      to: "failed",
      note: failure.message,
      set: { ...seen(failure), ...letGo },
    }),
  )
  return "done"
}

export async function sayDelayed(
  { tx, at }: EngineWrite,
  step: Step,
  title: string,
  reason: string,
  nextAt: Date,
): Promise<void> {
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "step.delayed",
    actor: engineActor,
    body: stepBody(step, title, { state: step.state, reason, nextAt: nextAt.toISOString() }),
    now: at,
  })
}

function seen(failure: PlatformFailure) {
  return failure.requestId ? { requestIds: { push: failure.requestId } } : {}
}
