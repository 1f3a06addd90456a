import "server-only"
import { createHash } from "node:crypto"
import type { Tx } from "@/lib/db/transaction"
import { planText } from "@/lib/plans/hash-plan"
import { parseEdges } from "@/lib/plans/parse-edges"
import { parsePlanNotes } from "@/lib/plans/plan-notes"

/**
 * Sets the hash of a draft to what its rows say now, so that an approval of what was shown before is refused. Only
 * planned steps count: those that an approval would take. An approved plan keeps the hash that was approved.
 */
export async function rehashPlan(tx: Tx, planId: string): Promise<void> {
  const plan = await tx.plan.findUniqueOrThrow({
    where: { id: planId },
    include: { steps: { where: { state: "planned" }, orderBy: { position: "asc" } } },
  })
  if (plan.state !== "draft") return
  const { again } = parsePlanNotes(plan.proposal)
  const edges = plan.steps.flatMap((step) => parseEdges(step.after))
  const others = await tx.step.findMany({
    where: { id: { in: [...edges.map((edge) => edge.stepId), ...again] } },
    select: { id: true, targetKey: true },
  })
  const text = planText({
    incidentId: plan.incidentId,
    kind: plan.kind,
    steps: plan.steps.map((step) => ({ ...step, after: parseEdges(step.after) })),
    again: others.filter((step) => again.includes(step.id)).map((step) => step.targetKey),
    earlier: new Map(others.map((step) => [step.id, step.targetKey])),
  })
  const hash = createHash("sha256").update(text).digest("hex")
  await tx.plan.updateMany({
    where: { id: planId, state: "draft" },
    data: { hash, version: { increment: 1 } },
  })
}
