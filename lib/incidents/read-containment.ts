import "server-only"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import { type Containment, computeContainment } from "@/lib/incidents/containment"

type Reader = PrismaClient | Prisma.TransactionClient

/** Credentials that count for an incident: its agent's registered ones and those found or minted in it. */
export async function incidentCredentials(db: Reader, incident: { id: string; agentId: string | null }) {
  return db.credential.findMany({
    where: {
      removedAt: null,
      OR: [
        { incidentId: incident.id },
        ...(incident.agentId ? [{ agentId: incident.agentId, incidentId: null }] : []),
      ],
    },
    orderBy: { addedAt: "asc" },
  })
}

/** The incident's containment as its rows say now. Throws Prisma's not-found when the incident is gone. */
export async function readContainment(db: Reader, incidentId: string): Promise<Containment> {
  const incident = await db.incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { id: true, agentId: true },
  })
  const credentials = await incidentCredentials(db, incident)
  const steps = await db.step.findMany({
    where: { incidentId, plan: { kind: "contain" } },
    select: { credentialId: true, state: true, endedAt: true, reason: true },
  })
  return computeContainment(
    credentials.map((c) => ({
      id: c.id,
      label: c.label || c.identifier,
      statedAt: c.statedAt,
      statedBy: c.statedBy,
    })),
    steps,
  )
}
