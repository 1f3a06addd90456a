import "server-only"
import type { ProofObservation } from "@/lib/connectors/contract"
import type { Prisma, Step } from "@/lib/db/generated/client"

/**
 * Keeps observations as they were made. One that says the same as the newest of its kind is not kept twice. Returns
 * whether any outcome is new.
 */
export async function storeProofs(
  tx: Prisma.TransactionClient,
  { step, proofs }: { step: Pick<Step, "id">; proofs: readonly ProofObservation[] },
): Promise<{ changed: boolean }> {
  const known = await tx.proof.findMany({
    where: { stepId: step.id },
    orderBy: [{ observedAt: "desc" }, { id: "desc" }],
    distinct: ["kind"],
    select: { id: true, kind: true, outcome: true, statement: true },
  })
  const fresh = proofs.filter((proof) => {
    const newest = known.find((one) => one.kind === proof.kind)
    return newest?.outcome !== proof.outcome || newest.statement !== proof.statement
  })
  if (fresh.length > 0)
    await tx.proof.createMany({
      data: fresh.map((proof) => ({
        stepId: step.id,
        kind: proof.kind,
        outcome: proof.outcome,
        statement: proof.statement,
        observedAt: proof.observedAt,
        requestId: proof.requestId ?? null,
        detail: proof.detail ?? {},
      })),
    })
  return {
    changed: fresh.some((proof) => known.find((one) => one.kind === proof.kind)?.outcome !== proof.outcome),
  }
}
