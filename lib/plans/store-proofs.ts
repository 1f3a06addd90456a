import "server-only"
import type { ProofObservation } from "@/lib/connectors/contract"
import type { Prisma, Step } from "@/lib/db/generated/client"

/**
 * Keeps the observations of one asking. One that says the same as the newest of its kind since the step was applied is
 * not kept twice. An observation cannot be older than the application that it was made after: if it seems so, clocks
 * differ, and the time of application is taken. Returns whether any outcome is new.
 */
export async function storeProofs(
  tx: Prisma.TransactionClient,
  { step, proofs }: { step: Pick<Step, "id" | "appliedAt">; proofs: readonly ProofObservation[] },
): Promise<{ changed: boolean }> {
  const since = step.appliedAt ?? new Date(0)
  const known = await tx.proof.findMany({
    where: { stepId: step.id, observedAt: { gte: since } },
    orderBy: [{ observedAt: "desc" }, { id: "desc" }],
    distinct: ["kind"],
    select: { kind: true, outcome: true, statement: true },
  })
  const newest = new Map(known.map((proof) => [proof.kind, proof]))
  const fresh = proofs.filter((proof) => {
    const last = newest.get(proof.kind)
    return last?.outcome !== proof.outcome || last.statement !== proof.statement
  })
  if (fresh.length > 0)
    await tx.proof.createMany({
      data: fresh.map((proof) => ({
        stepId: step.id,
        kind: proof.kind,
        outcome: proof.outcome,
        statement: proof.statement,
        observedAt: notBefore(since, proof.observedAt),
        requestId: proof.requestId ?? null,
        detail: proof.detail ?? {},
      })),
    })
  return { changed: fresh.some((proof) => newest.get(proof.kind)?.outcome !== proof.outcome) }
}

/** Records that contradict the step as it was last applied: no later asking makes them undone, only applying again. */
export function standingContradictions(
  tx: Prisma.TransactionClient,
  step: Pick<Step, "id" | "appliedAt">,
): Promise<{ kind: string; outcome: "contradicts"; statement: string }[]> {
  return tx.proof
    .findMany({
      where: {
        stepId: step.id,
        kind: "audit-record",
        outcome: "contradicts",
        observedAt: { gte: step.appliedAt ?? new Date(0) },
      },
      select: { kind: true, statement: true },
      take: 1,
    })
    .then((found) => found.map((proof) => ({ ...proof, outcome: "contradicts" as const })))
}

function notBefore(since: Date, observedAt: Date): Date {
  return observedAt.getTime() < since.getTime() ? since : observedAt
}
