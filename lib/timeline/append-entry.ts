import "server-only"
import { randomBytes } from "node:crypto"
import { type Actor, actorId, actorLabel } from "@/lib/actor"
import type { Prisma } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"
import { digestBody, genesisHash, hashEntry } from "@/lib/timeline/chain"
import type { TimelineKind } from "@/lib/timeline/schema"

export type NewEntry = {
  incidentId: string
  kind: TimelineKind
  actor: Actor | { kind: "agent"; name: string }
  body: Record<string, unknown>
  /** When it was learnt; the verb's clock. */
  now: Date
  /** When it happened; `now` unless the source tells otherwise. */
  occurredAt?: Date
  evidenceId?: string | null
  correctsSequence?: number | null
  internal?: boolean
}

/** Readers listen here; the payload is {"i": incident id, "s": sequence} only. */
export const timelineChannel = "firebreak_timeline"

/**
 * Appends a fact in the transaction of the change it tells of: takes the incident's row lock, the next sequence and
 * the head's hash, and notifies readers at commit. Returns sequence and hash. Throws not-found.
 */
export async function appendEntry(tx: Tx, entry: NewEntry): Promise<{ sequence: number; hash: string }> {
  const heads = await tx.$queryRaw<{ head_sequence: number; head_hash: string }[]>`
    SELECT head_sequence, head_hash FROM incident WHERE id = ${entry.incidentId}::uuid FOR UPDATE`
  const head = heads[0]
  if (!head) throw notFound("There is no such incident.")
  const body = JSON.parse(JSON.stringify(entry.body)) as Prisma.InputJsonObject
  const salt = randomBytes(16).toString("hex")
  const header = {
    incidentId: entry.incidentId,
    sequence: head.head_sequence + 1,
    kind: entry.kind,
    occurredAt: (entry.occurredAt ?? entry.now).toISOString(),
    recordedAt: entry.now.toISOString(),
    actorKind: entry.actor.kind,
    actorId: entry.actor.kind === "agent" ? null : actorId(entry.actor),
    actorLabel: entry.actor.kind === "agent" ? entry.actor.name : actorLabel(entry.actor),
    evidenceId: entry.evidenceId ?? null,
    correctsSequence: entry.correctsSequence ?? null,
    internal: entry.internal ?? false,
    bodyDigest: digestBody(salt, body),
    previousHash: head.head_hash || genesisHash,
  }
  const hash = hashEntry(header)
  await tx.timelineEntry.create({ data: { ...header, hash, body: { create: { salt, body } } } })
  await tx.incident.update({
    where: { id: entry.incidentId },
    data: { headSequence: header.sequence, headHash: hash },
  })
  const payload = JSON.stringify({ i: entry.incidentId, s: header.sequence })
  await tx.$executeRaw`SELECT pg_notify(${timelineChannel}, ${payload})`
  return { sequence: header.sequence, hash }
}
