import "server-only"
import type { JsonObject, ProofObservation } from "@/lib/connectors/contract"
import type { Step } from "@/lib/db/generated/client"
import { backOff } from "@/lib/plans/back-off"
import { commit, keepState, later, letGo } from "@/lib/plans/engine/commit-move"
import { engineActor, type Next, type Run } from "@/lib/plans/engine/engine"
import { prepareCall, readTimeoutOf } from "@/lib/plans/engine/prepare-call"
import { foughtOver, undoneMeanwhile } from "@/lib/plans/engine/reapply-step"
import { summary } from "@/lib/plans/engine/verify-step"
import { loseProof } from "@/lib/plans/lose-proof"
import { stepBody } from "@/lib/plans/move-step"
import { recheckAsked } from "@/lib/plans/policy"
import { requeueStep } from "@/lib/plans/requeue-step"
import { storeProofs } from "@/lib/plans/store-proofs"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * verified: looks again, for half an hour after a containment and whenever a person asks. What was proven stays
 * proven until something contradicts it; a platform that does not answer contradicts nothing.
 */
export async function watchStep(run: Run, step: Step): Promise<Next> {
  const ready = await prepareCall(run, step)
  const asked = ready.ok
    ? await ready.value.call(
        "verify",
        readTimeoutOf(run, ready.value.handler.definition),
        (ctx, handler, input) =>
          handler.verify(ctx, input, step.receipt as JsonObject, step.appliedAt ?? step.stateSince),
      )
    : ready
  const title = ready.ok ? ready.value.handler.definition.title : step.action
  const byPerson = step.reason === recheckAsked
  await commit(run, step, "watched", async (write) => {
    const { tx, at } = write
    const contradiction = asked.ok
      ? asked.value.proofs.find((proof) => proof.outcome === "contradicts")
      : undefined
    if (asked.ok) await storeProofs(tx, { step, proofs: asked.value.proofs })
    if (contradiction) {
      const definition = ready.ok ? ready.value.handler.definition : null
      const fought = definition && (await foughtOver(tx, { step, definition, proofs: [contradiction] }))
      await loseProof(tx, {
        step,
        at,
        by: engineActor,
        title,
        proof: fought ? { ...contradiction, statement: fought } : contradiction,
        fence: run.fence,
        set: letGo,
      })
      const undone = definition && (await undoneMeanwhile(tx, { step, definition, proofs: [contradiction] }))
      if (undone)
        await requeueStep(tx, {
          step: { ...step, state: "ineffective" },
          by: engineActor,
          at,
          title,
          kind: "step.retried",
        })
      return
    }
    const watching = step.appliedAt !== null && at < later(step.appliedAt, run.engine.watchForMs)
    const soon = !asked.ok && asked.failure.retryable && byPerson
    const reason = byPerson
      ? said(at, asked.ok ? asked.value.proofs : null, asked.ok ? "" : asked.failure.message)
      : step.reason
    const kept = await keepState(run, step, write, {
      reason: soon ? step.reason : reason,
      failures: soon ? step.failures + 1 : 0,
      dueAt: soon
        ? later(at, backOff(step.failures + 1, run.engine.random))
        : watching
          ? later(at, run.engine.watchEveryMs)
          : null,
      ...letGo,
    })
    if (kept && byPerson && !soon)
      await appendEntry(tx, {
        incidentId: step.incidentId,
        kind: "proof.observed",
        actor: engineActor,
        body: stepBody(step, title, { reason, proofs: asked.ok ? summary(asked.value.proofs) : [] }),
        now: at,
      })
  })
  return "done"
}

function said(at: Date, proofs: readonly ProofObservation[] | null, failure: string): string {
  const time = at.toISOString().slice(11, 19)
  if (!proofs) return `Checked again at ${time} UTC without an answer: ${failure}`
  const holding = new Set(proofs.filter((proof) => proof.outcome === "holds").map((proof) => proof.kind)).size
  return `Checked again at ${time} UTC: ${holding} ${holding === 1 ? "proof holds" : "proofs hold"}, none contradicts.`
}
