import "server-only"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import { type Containment, computeContainment } from "@/lib/incidents/containment"

type Reader = PrismaClient | Prisma.TransactionClient

export type CountingIncident = {
  id: string
  agentId: string | null
  declaredAt: Date
  resolvedAt: Date | null
}

/**
 * Credentials that count for an incident: its agent's registered ones and those found or minted in it. A resolved
 * incident keeps those of its day. What was stated about a registered one before the incident says nothing about now.
 */
export async function incidentCredentials(
  db: Reader,
  { id, agentId, declaredAt, resolvedAt }: CountingIncident,
) {
  const registered = resolvedAt
    ? { addedAt: { lte: resolvedAt }, OR: [{ removedAt: null }, { removedAt: { gt: resolvedAt } }] }
    : { removedAt: null }
  const rows = await db.credential.findMany({
    where: {
      OR: [
        { incidentId: id, removedAt: null },
        ...(agentId ? [{ agentId, incidentId: null, ...registered }] : []),
      ],
    },
    orderBy: { addedAt: "asc" },
  })
  return rows.map((row) =>
    row.incidentId === null && row.statedAt && row.statedAt < declaredAt
      ? { ...row, statedAt: null, statedBy: null, statedById: null, statedNote: null }
      : row,
  )
}

/** The incident's containment as its rows say now. Throws Prisma's not-found when the incident is gone. */
export async function readContainment(db: Reader, incidentId: string): Promise<Containment> {
  const incident = await db.incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { id: true, agentId: true, declaredAt: true, resolvedAt: true },
  })
  const credentials = await incidentCredentials(db, incident)
  const steps = await db.step.findMany({
    where: { incidentId, plan: { kind: "contain" } },
    select: {
      credentialId: true,
      planId: true,
      targetKey: true,
      state: true,
      endedAt: true,
      reason: true,
    },
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
