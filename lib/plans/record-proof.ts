import "server-only"
import type { Actor } from "@/lib/actor"
import type { Connector, ProofObservation } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Tx } from "@/lib/db/transaction"
import { loseProof } from "@/lib/plans/lose-proof"
import { takeAway } from "@/lib/plans/requeue-step"
import { storeProofs } from "@/lib/plans/store-proofs"

/**
 * An observation from elsewhere (an assessment saw the agent succeed, or be denied): kept beside the step's own proofs.
 * One that contradicts a proven step takes its proof away. Must run in a transaction that holds the incident's lock.
 */
export async function recordProof(
  tx: Tx,
  {
    stepId,
    proof,
    by,
    at,
    connectors,
  }: { stepId: string; proof: ProofObservation; by: Actor; at: Date; connectors: readonly Connector[] },
): Promise<void> {
  const step = await tx.step.findUniqueOrThrow({ where: { id: stepId } })
  if (step.appliedAt === null || proof.observedAt < step.appliedAt) return
  await storeProofs(tx, { step, proofs: [proof] })
  if (proof.outcome !== "contradicts" || step.state !== "verified") return
  const title = findHandler(connectors, step.action)?.definition.title ?? step.action
  await loseProof(tx, { step, at, by, title, proof, set: takeAway })
}
