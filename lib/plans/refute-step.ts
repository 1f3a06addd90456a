import "server-only"
import type { Actor } from "@/lib/actor"
import type { Refutation } from "@/lib/connectors/assessment-contract"
import { findHandler } from "@/lib/connectors/find-action"
import { connectors } from "@/lib/connectors/handlers"
import type { Tx } from "@/lib/db/transaction"
import { lockIncident } from "@/lib/plans/lock-incident"
import { loseProof } from "@/lib/plans/lose-proof"
import { moveStep } from "@/lib/plans/move-step"
import { takeAway } from "@/lib/plans/requeue-step"
import { storeProofs } from "@/lib/plans/store-proofs"

/**
 * A record came to light that contradicts a containment: what was proven, or could not be proven, had no effect; what
 * is being verified is judged with it. Says nothing about a step that was applied again or taken back meanwhile.
 */
export async function refuteStep(
  tx: Tx,
  { incidentId, refutation, by }: { incidentId: string; refutation: Refutation; by: Actor },
): Promise<void> {
  const at = await lockIncident(tx, incidentId)
  const { stepId, appliedAt, proof } = refutation
  const step = await tx.step.findFirst({ where: { id: stepId, incidentId } })
  if (!step || step.operation === "undo" || step.appliedAt?.toISOString() !== appliedAt) return
  const title = findHandler(connectors, step.action)?.definition.title ?? step.action
  switch (step.state) {
    case "applied":
    case "verifying":
      await storeProofs(tx, { step, proofs: [proof] })
      return
    case "verified":
      await storeProofs(tx, { step, proofs: [proof] })
      await loseProof(tx, { step, at, by, title, proof, set: takeAway })
      return
    case "unverifiable":
      await storeProofs(tx, { step, proofs: [proof] })
      await moveStep(tx, { step, to: "verifying", by, at, title, silent: true })
      await moveStep(tx, {
        step: { ...step, state: "verifying" },
        to: "ineffective",
        by,
        at,
        title,
        note: `${proof.statement} The change is not in force: try again.`,
        set: takeAway,
      })
  }
}
