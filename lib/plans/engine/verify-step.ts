import "server-only"
import type { JsonObject, ProofObservation } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { commit, type EngineWrite, engineMove, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import { delayStep } from "@/lib/plans/engine/delay-step"
import { engineActor, type Next, type Run } from "@/lib/plans/engine/engine"
import { type Prepared, prepareCall, readTimeoutOf } from "@/lib/plans/engine/prepare-call"
import { foughtOver, reapply, undoneMeanwhile } from "@/lib/plans/engine/reapply-step"
import { judgeProofs, type Verdict } from "@/lib/plans/judge-proofs"
import { stepBody } from "@/lib/plans/move-step"
import { standingContradictions, storeProofs } from "@/lib/plans/store-proofs"
import { appendEntry } from "@/lib/timeline/append-entry"

/** applied or verifying: asks for proofs once, judges what came, and sets the next time when time is left. */
export async function verifyStep(run: Run, step: Step): Promise<Next> {
  const ready = await prepareCall(run, step)
  if (!ready.ok)
    return end(run, step, step.action, { state: "unverifiable", reason: ready.failure.message }, [])
  const prepared = ready.value
  const { definition } = prepared.handler
  const asked = await prepared.call(
    "verify",
    readTimeoutOf(run, prepared.handler.definition),
    (ctx, handler, input) =>
      handler.verify(ctx, input, step.receipt as JsonObject, step.appliedAt ?? step.stateSince),
  )
  if (!asked.ok) {
    const { failure } = asked
    // While the platform does not answer the clock of verification stands still: silence proves nothing.
    if (failure.retryable)
      return delayStep(run, step, {
        title: definition.title,
        failure,
        extendVerify: 2 * definition.verifyEveryMs,
      })
    return end(run, step, definition.title, { state: "unverifiable", reason: failure.message }, [])
  }
  const { proofs, unverifiable } = asked.value
  await commit(run, step, "judged", async (write) => {
    const verdict = judgeProofs({
      proofs: [...proofs, ...(await standingContradictions(write.tx, step))],
      needed: definition.proofsNeeded,
      unverifiable,
      timeIsUp: step.verifyUntil !== null && write.at >= step.verifyUntil,
    })
    const { changed } = await storeProofs(write.tx, { step, proofs })
    const undone = await undoneMeanwhile(write.tx, { step, definition, proofs })
    const fought = undone ? null : await foughtOver(write.tx, { step, definition, proofs })
    if (undone && verdict.state !== "verified") await reapply(run, step, definition.title, write, undone)
    else if (fought)
      await conclude(run, step, definition.title, write, { state: "ineffective", reason: fought }, proofs)
    else if (verdict.state === "verifying") await keepAsking(run, step, write, prepared, proofs, changed)
    else await conclude(run, step, definition.title, write, verdict, proofs)
  })
  return "done"
}

async function keepAsking(
  run: Run,
  step: Step,
  write: EngineWrite,
  { handler }: Prepared,
  proofs: readonly ProofObservation[],
  changed: boolean,
): Promise<void> {
  const { title, verifyEveryMs, proofsNeeded } = handler.definition
  const set = { dueAt: later(write.at, verifyEveryMs), failures: 0, reason: "", ...letGo }
  const detail = { proofs: summary(proofs), needed: proofsNeeded }
  if (step.state === "applied")
    return engineMove(run, step, title, write, { to: "verifying", note: "", set, detail })
  const kept = await keepState(run, step, write, set)
  if (kept && changed)
    await appendEntry(write.tx, {
      incidentId: step.incidentId,
      kind: "proof.observed",
      actor: engineActor,
      body: stepBody(step, title, detail),
      now: write.at,
    })
}

async function conclude(
  run: Run,
  step: Step,
  title: string,
  write: EngineWrite,
  verdict: Exclude<Verdict, { state: "verifying" }>,
  proofs: readonly ProofObservation[],
): Promise<void> {
  if (step.state === "applied") await engineMove(run, step, title, write, { to: "verifying", silent: true })
  const proven = verdict.state === "verified"
  const watched = proven && step.credentialId !== null && run.engine.watchForMs > 0
  await engineMove(run, { ...step, state: "verifying" }, title, write, {
    to: verdict.state,
    note: proven && step.unchanged ? "It was so already; nothing was changed." : verdict.reason,
    set: {
      failures: 0,
      dueAt: watched ? later(write.at, run.engine.watchEveryMs) : null,
      ...letGo,
    },
    detail: { proofs: summary(proofs) },
  })
}

async function end(
  run: Run,
  step: Step,
  title: string,
  verdict: Exclude<Verdict, { state: "verifying" }>,
  proofs: readonly ProofObservation[],
): Promise<Next> {
  await commit(run, step, "judged", (write) => conclude(run, step, title, write, verdict, proofs))
  return "done"
}

/** What the timeline says about proofs: kind, outcome and sentence, no platform detail. */
export function summary(
  proofs: readonly ProofObservation[],
): { kind: string; outcome: string; statement: string }[] {
  return proofs.map(({ kind, outcome, statement }) => ({ kind, outcome, statement }))
}
