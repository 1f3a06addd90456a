import "server-only"
import type { IdentityFound } from "@/lib/connectors/assessment-contract"
import type { Incident, PrismaClient } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { incidentCredentials } from "@/lib/incidents/read-containment"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { appendEntry } from "@/lib/timeline/append-entry"
import { type Lease, requireLease } from "./hold-lease"

/**
 * Keeps an identity that the agent became, and the credential there is to contain. A new one that was not a seed is
 * told on the timeline. Repeating changes nothing.
 */
export async function keepIdentity({
  db,
  lease,
  incidentId,
  connectionId,
  identity,
  now,
}: {
  db: PrismaClient
  lease: Lease
  incidentId: string
  connectionId: string
  identity: IdentityFound
  now: Date
}): Promise<void> {
  await transaction(db, async (tx) => {
    await requireLease(tx, lease)
    const key = { incidentId, connectionId, identifier: identity.identifier }
    const parent = identity.parent
      ? await tx.identity.findUnique({
          where: {
            incidentId_connectionId_identifier: { incidentId, connectionId, identifier: identity.parent },
          },
        })
      : null
    const existing = await tx.identity.findUnique({ where: { incidentId_connectionId_identifier: key } })
    const data = {
      kind: identity.kind,
      label: identity.label,
      parentId: parent?.id ?? null,
      via: identity.via,
      expiresAt: identity.expiresAt ? new Date(identity.expiresAt) : null,
    }
    if (existing) {
      await tx.identity.update({ where: { id: existing.id }, data })
      return
    }
    const incident = await lockIncident(tx, incidentId)
    const { credentialId, isNew } = await keepCredential(tx, incident, connectionId, identity, now)
    await tx.identity.create({ data: { ...key, ...data, origin: identity.origin, credentialId } })
    if (identity.origin === "seed") return
    await appendEntry(tx, {
      incidentId,
      kind: "identity.found",
      actor: { kind: "agent", name: agentName(incident) },
      now,
      body: {
        identifier: identity.identifier,
        label: identity.label,
        kind: identity.kind,
        via: identity.via,
        from: parent?.label ?? "",
        expiresAt: identity.expiresAt ?? "",
        detail: isNew ? "Added to the credentials to contain." : "",
      },
    })
    if (isNew) await recomputeContainment({ tx, incidentId, now })
  })
}

async function lockIncident(tx: Tx, incidentId: string): Promise<Incident> {
  await tx.$queryRaw`SELECT 1 FROM incident WHERE id = ${incidentId}::uuid FOR UPDATE`
  return tx.incident.findUniqueOrThrow({ where: { id: incidentId } })
}

/** The credential behind an identity: one that is listed already, or a new row of the incident. */
async function keepCredential(
  tx: Tx,
  incident: Incident,
  connectionId: string,
  identity: IdentityFound,
  now: Date,
): Promise<{ credentialId: string | null; isNew: boolean }> {
  const { credential } = identity
  if (!credential) return { credentialId: null, isNew: false }
  const listed = await incidentCredentials(tx, incident)
  const same = listed.find(
    (each) =>
      each.kind === credential.kind &&
      each.identifier === credential.identifier &&
      (each.connectionId === null || each.connectionId === connectionId),
  )
  if (same || identity.origin === "seed") return { credentialId: same?.id ?? null, isNew: false }
  const created = await tx.credential.create({
    data: {
      incidentId: incident.id,
      connectionId,
      kind: credential.kind,
      identifier: credential.identifier,
      label: credential.label,
      origin: identity.origin === "found" ? "found" : "minted",
      detail: { via: identity.via, parent: identity.parent, expiresAt: identity.expiresAt },
      addedAt: now,
    },
  })
  return { credentialId: created.id, isNew: true }
}

/** How the agent is called on the timeline. */
export function agentName(incident: Pick<Incident, "agentKind">): string {
  return incident.agentKind || "The agent"
}
