import "server-only"
import { openConnection } from "@/lib/connections/open-connection"
import type { AssessmentYield, EffectRow } from "@/lib/connectors/assessment-contract"
import type { Json } from "@/lib/connectors/contract"
import { findConnector } from "@/lib/connectors/handlers"
import type { Assessment, Connection, Incident, PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"
import { incidentCredentials } from "@/lib/incidents/read-containment"
import { refuteStep } from "@/lib/plans/refute-step"
import { stepsInForce } from "@/lib/plans/steps-in-force"
import { effectFiles, writeEffects } from "./effect-store"
import { type Lease, requireLease } from "./hold-lease"
import { keepIdentity } from "./keep-identity"
import { keepSource } from "./keep-source"
import { keptEventIds } from "./query-effects"
import { addToTally, type EffectTally } from "./tell-effects"

const reader = { kind: "system", name: "Assessment" } as const

/** Rows are written in files of about this many, or after this long, so that the page fills while logs are read. */
const flushRows = 4000
const flushMs = 1500

export type ReadingInput = {
  db: PrismaClient
  folder: EvidenceFolder
  lease: Lease
  assessment: Assessment
  incident: Incident
  window: { from: Date; to: Date }
  signal: AbortSignal
  now: () => Date
  tally: EffectTally
  /** Versions that our restores made through a connection; null while one is under way. */
  ours: (connectionId: string) => Promise<ReadonlySet<string> | null>
  /** Called after rows were kept: the damage and the timeline follow. */
  onKept: () => Promise<void>
  onProgress: (line: string) => Promise<void>
  fetch?: typeof globalThis.fetch
}

/** Reads one connection to its end and keeps everything it yields as it comes. Throws what its sign-in throws. */
export async function readConnection(input: ReadingInput, connection: Connection): Promise<void> {
  const { db, folder, lease, incident, signal, now, tally } = input
  const connector = findConnector(connection.connector)
  if (!connector) throw new Error(`There is no connector ${connection.connector}.`)
  const incidentId = incident.id
  const ctx = await openConnection({
    db,
    connectionId: connection.id,
    incidentReference: incident.reference,
    operator: input.assessment.requestedBy,
    signal,
    now,
    ...(input.fetch ? { fetch: input.fetch } : {}),
  })
  const sources = await db.source.findMany({ where: { incidentId, connectionId: connection.id } })
  const counted = new Map(sources.map((source) => [`${source.kind} ${source.scope}`, source.records]))
  const kept = await keptEventIds(await effectFiles({ db, incidentId, folder }), connection.id)
  let rows: EffectRow[] = []
  let flushedAt = now().getTime()
  const flush = async () => {
    const batch = rows
    rows = []
    flushedAt = now().getTime()
    if (batch.length === 0) return
    await writeEffects(
      { db, incidentId, folder },
      { rows: batch, connectionId: connection.id, scope: "", now: now() },
    )
    addToTally(tally, batch)
    await input.onKept()
  }
  const keep = async (item: AssessmentYield) => {
    if (item.type === "identity")
      await keepIdentity({
        db,
        lease,
        incidentId,
        connectionId: connection.id,
        identity: item.identity,
        now: now(),
      })
    else if (item.type === "source")
      await keepSource({
        db,
        lease,
        incidentId,
        connectionId: connection.id,
        report: item.report,
        recordsBefore:
          item.report.kind === "aws.version-listing"
            ? 0
            : (counted.get(`${item.report.kind} ${item.report.scope}`) ?? 0),
        now: now(),
      })
    else if (item.type === "refutation")
      await transaction(db, async (tx) => {
        await requireLease(tx, lease)
        await refuteStep(tx, { incidentId, refutation: item.refutation, by: reader })
      })
    else if (item.type === "progress") await input.onProgress(item.line)
    else if (item.snapshotOf === undefined) rows.push(...item.rows)
    else
      await writeEffects(
        { db, incidentId, folder },
        {
          rows: item.rows,
          connectionId: connection.id,
          scope: `${connection.id} ${item.snapshotOf}`,
          now: now(),
        },
      )
    if (rows.length >= flushRows || now().getTime() - flushedAt > flushMs) await flush()
  }
  for await (const item of connector.assess(ctx, {
    seeds: await seedsOf(db, incident, connection.id),
    from: input.window.from,
    to: input.window.to,
    cursors: Object.fromEntries(sources.map((s) => [`${s.kind} ${s.scope}`, s.cursor as Json])),
    known: await knownIdentities(db, incidentId),
    inForce: await stepsInForce(db, { incidentId, connectionId: connection.id }),
    isKept: (eventId) => kept.has(eventId),
    ours: () => input.ours(connection.id),
  })) {
    signal.throwIfAborted()
    await keep(item)
  }
  await flush()
  await input.onKept()
}

/** Registered and identified credentials; what the agent made or found comes from following these. */
export async function seedsOf(db: PrismaClient, incident: Incident, connectionId: string) {
  const credentials = await incidentCredentials(db, incident)
  return credentials
    .filter((c) => c.origin === "registered" || c.origin === "identified")
    .filter((c) => c.connectionId === null || c.connectionId === connectionId)
    .map(({ id, kind, identifier, label }) => ({ id, kind, identifier, label }))
}

/** What earlier readings of any connection found: sessions cross accounts. */
export async function knownIdentities(db: PrismaClient, incidentId: string) {
  const rows = await db.identity.findMany({ where: { incidentId }, orderBy: { id: "asc" } })
  const credentials = await db.credential.findMany({
    where: { id: { in: rows.flatMap((row) => (row.credentialId ? [row.credentialId] : [])) } },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const credentialById = new Map(credentials.map((credential) => [credential.id, credential]))
  return rows
    .filter((row) => row.origin !== "seed" || row.parentId !== null)
    .map((row) => {
      const credential = row.credentialId ? credentialById.get(row.credentialId) : undefined
      return {
        identifier: row.identifier,
        kind: row.kind,
        label: row.label,
        parent: row.parentId ? (byId.get(row.parentId)?.identifier ?? null) : null,
        via: row.via,
        expiresAt: row.expiresAt?.toISOString() ?? null,
        credential: credential
          ? { kind: credential.kind, identifier: credential.identifier, label: credential.label }
          : null,
        origin: originOf(row.origin),
      }
    })
}

function originOf(origin: string): "seed" | "minted" | "found" | "assumed" {
  return origin === "minted" || origin === "found" || origin === "assumed" ? origin : "seed"
}
