import "server-only"
import type { ConnectorContext, EvidenceStore, JsonObject } from "@/lib/connectors/contract"
import type { Connection, PrismaClient } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { evidenceFolder } from "@/lib/evidence/evidence-folder"
import { incidentEvidence } from "@/lib/evidence/incident-evidence"
import { open } from "@/lib/secrets/seal"

/**
 * Turns a stored connection into what a connector may touch; the connector is `findConnector(connection.connector)`.
 * Archived connections open too: what was done through them must stay checkable and undoable. Throws `not-found` and
 * `secret-unreadable`. `hurry`: skip what only a reader of a preview needs.
 */
export async function openConnection(input: {
  db: PrismaClient
  connectionId: string
  /** "INC-47"; outside an incident a word such as "CHECK". Written into the platform's log and our names. */
  incidentReference: string
  operator: string
  signal: AbortSignal
  now: () => Date
  progress?: (line: string) => void
  fetch?: typeof globalThis.fetch
  hurry?: boolean
}): Promise<ConnectorContext> {
  const { db, connectionId, incidentReference, operator, signal, now, progress, fetch, hurry } = input
  const row = await db.connection.findUnique({ where: { id: connectionId }, include: { protected: true } })
  if (!row) throw notFound("This connection does not exist.")
  return {
    connectionId,
    config: row.config as JsonObject,
    secret: openSecret(row),
    protectedPatterns: row.protected.map(({ pattern, reason }) => ({ pattern, reason })),
    incidentReference,
    operator,
    now,
    signal,
    evidence: lazyEvidence(db, incidentReference, now),
    progress: progress ?? (() => undefined),
    ...(fetch ? { fetch } : {}),
    ...(hurry ? { hurry } : {}),
  }
}

/** What a sealed secret is bound to: it does not open on another row. */
export function secretOwner(connectionId: string): string {
  return `connection:${connectionId}`
}

function openSecret(row: Pick<Connection, "id" | "secretSealed">): JsonObject | null {
  return row.secretSealed === null
    ? null
    : (JSON.parse(open(row.secretSealed, secretOwner(row.id))) as JsonObject)
}

/** The incident's own evidence where the reference names one, else the folder alone. */
function lazyEvidence(db: PrismaClient, reference: string, now: () => Date): EvidenceStore {
  let store: Promise<EvidenceStore> | undefined
  const find = async (): Promise<EvidenceStore> => {
    const incident = await db.incident.findUnique({ where: { reference }, select: { id: true } })
    if (incident) return incidentEvidence({ db, incidentId: incident.id, now })
    const folder = evidenceFolder()
    return { put: ({ bytes }) => folder.put(bytes), get: folder.get }
  }
  const get = () => {
    store ??= find()
    return store
  }
  return {
    put: async (item) => (await get()).put(item),
    get: async (sha256) => (await get()).get(sha256),
  }
}
