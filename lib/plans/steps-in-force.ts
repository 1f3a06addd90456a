import "server-only"
import type { StepInForce } from "@/lib/connectors/assessment-contract"
import type { JsonObject } from "@/lib/connectors/contract"
import type { PrismaClient } from "@/lib/db/generated/client"

/** Containments of the incident on a connection that were applied and are not being taken back. */
export async function stepsInForce(
  db: PrismaClient,
  { incidentId, connectionId }: { incidentId: string; connectionId: string },
): Promise<StepInForce[]> {
  const rows = await db.step.findMany({
    where: {
      incidentId,
      connectionId,
      operation: "apply",
      plan: { kind: "contain" },
      state: { in: ["applied", "verifying", "verified", "unverifiable"] },
      appliedAt: { not: null },
    },
    select: { id: true, action: true, input: true, receipt: true, appliedAt: true },
  })
  return rows.flatMap(({ id, action, input, receipt, appliedAt }) =>
    appliedAt && receipt !== null
      ? [
          {
            stepId: id,
            action,
            input: input as JsonObject,
            receipt: receipt as JsonObject,
            appliedAt: appliedAt.toISOString(),
          },
        ]
      : [],
  )
}
