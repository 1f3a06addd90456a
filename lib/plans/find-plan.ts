import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"

/** The incident's id of a plan; throws not-found unless the plan is one of the incident named by `reference`. */
export async function findPlan(
  db: PrismaClient,
  { planId, reference }: { planId: string; reference: string },
): Promise<{ incidentId: string }> {
  const plan = await db.plan.findUnique({
    where: { id: planId },
    select: { incidentId: true, incident: { select: { reference: true } } },
  })
  if (plan?.incident.reference !== reference) throw notFound(`There is no such plan in ${reference}.`)
  return { incidentId: plan.incidentId }
}
