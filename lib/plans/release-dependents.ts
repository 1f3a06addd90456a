import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { parseEdges } from "@/lib/plans/parse-edges"
import { whenReady } from "@/lib/plans/when-ready"

/** Sets when the queued steps that come after `stepId` may start; those that still wait for something get no time. */
export async function releaseDependents(
  tx: Tx,
  { incidentId, stepId, at }: { incidentId: string; stepId: string; at: Date },
): Promise<void> {
  const dependents = await tx.step.findMany({
    where: { incidentId, state: "queued", after: { array_contains: [{ stepId }] } },
    select: { id: true, after: true },
  })
  for (const dependent of dependents) {
    const edges = parseEdges(dependent.after)
    const sources = await tx.step.findMany({
      where: { id: { in: edges.map((edge) => edge.stepId) } },
      select: { id: true, targetLabel: true, state: true, appliedAt: true, endedAt: true },
    })
    const readiness = whenReady(edges, sources)
    await tx.step.updateMany({
      where: { id: dependent.id, state: "queued" },
      data: { dueAt: readiness.ready ? (readiness.at ?? at) : null },
    })
  }
}
