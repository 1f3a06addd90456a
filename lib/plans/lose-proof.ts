import "server-only"
import type { Actor } from "@/lib/actor"
import type { ProofObservation } from "@/lib/connectors/contract"
import type { Prisma, Step } from "@/lib/db/generated/client"
import { moveStep, stepBody } from "@/lib/plans/move-step"
import { appendEntry } from "@/lib/timeline/append-entry"

/** verified -> ineffective: something was seen that contradicts the proofs. Says so loudly, and containment falls. */
export async function loseProof(
  tx: Prisma.TransactionClient,
  input: {
    step: Step
    at: Date
    by: Actor
    title: string
    proof: ProofObservation
    fence?: number
    set?: Prisma.StepUncheckedUpdateManyInput
  },
): Promise<void> {
  const { step, at, by, title, proof } = input
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "proof.lost",
    actor: by,
    body: stepBody(step, title, {
      proof: { kind: proof.kind, outcome: proof.outcome, statement: proof.statement },
    }),
    occurredAt: proof.observedAt,
    now: at,
  })
  await moveStep(tx, {
    step,
    to: "ineffective",
    by,
    at,
    title,
    note: `It was proven and no longer holds: ${proof.statement}`,
    ...(input.fence === undefined ? {} : { fence: input.fence }),
    ...(input.set ? { set: input.set } : {}),
  })
}
