import "server-only"
import { knownIdentities, seedsOf } from "@/lib/assessment/read-connection"
import { isFollowed } from "@/lib/assessment/run-assessment"
import type { SourceReport } from "@/lib/connectors/assessment-contract"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { RunningWork, WorkFound } from "@/lib/connectors/running-work"
import type { Connection, Incident, PrismaClient } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { isFirebreakError } from "@/lib/errors"
import { lockIncident } from "@/lib/plans/lock-incident"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

export type WorkSearch = { db: PrismaClient; world: World; signal: AbortSignal; now: () => Date }
/** The right to write a look's result: `fence` rises with every take-over. */
export type LookLease = { incidentId: string; fence: number }

const system = { kind: "system", name: "Firebreak" } as const
/** Sources deliver late: while an incident is followed the look is repeated. */
export const lookAgainSeconds = 300
const day = 86_400_000

/**
 * One look at every connection of an incident: what its identities started, and its state now. What a platform refuses
 * is kept as the look's failure. What was found is kept as it was read; the timeline tells of what is new and goes on.
 */
export async function findWork(search: WorkSearch, lease: LookLease): Promise<void> {
  const { db, signal } = search
  const incident = await db.incident.findUniqueOrThrow({ where: { id: lease.incidentId } })
  const connections = await db.connection.findMany({
    where: { incidents: { some: { incidentId: incident.id } } },
  })
  const earliest = await db.assessment.aggregate({
    where: { incidentId: incident.id },
    _min: { windowFrom: true },
  })
  const from = earliest._min.windowFrom ?? new Date(incident.declaredAt.getTime() - day)
  const results = await Promise.allSettled(
    connections.map((connection) => lookAt(search, incident, connection, from)),
  )
  if (signal.aborted) return
  const found: { connectionId: string; work: WorkFound[] }[] = []
  const coverage: SourceReport[] = []
  const failures: string[] = []
  for (const [index, result] of results.entries()) {
    const connection = connections[index]
    if (!connection) continue
    if (result.status === "rejected") failures.push(`${connection.name}: ${say(result.reason)}`)
    else {
      found.push({ connectionId: connection.id, work: result.value.work })
      coverage.push(...result.value.coverage)
    }
  }
  await transaction(db, async (tx) => {
    const now = await lockIncident(tx, incident.id)
    const held = await tx.workLook.updateMany({
      where: { incidentId: incident.id, fence: lease.fence },
      data: {
        leaseOwner: null,
        leaseUntil: null,
        failure: failures.join(" "),
        coverage: coverage as object[],
        ...(found.length > 0 ? { lookedAt: now } : {}),
      },
    })
    // Somebody else has taken the look over: theirs counts.
    if (held.count === 0) return
    const fresh = (await Promise.all(found.map((each) => keep(tx, incident.id, each, now)))).flat()
    if (isFollowed(incident, now) && incident.containedAt !== null)
      await tx.$executeRaw`UPDATE work_look
        SET due_at = COALESCE(due_at, now() + make_interval(secs => ${lookAgainSeconds}))
        WHERE incident_id = ${incident.id}::uuid`
    const [first] = fresh
    if (!first) return
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "work.found",
      actor: system,
      now,
      body: {
        count: fresh.length,
        first: `${first.kindTitle} ${first.resource}`,
        stoppable: fresh.filter((each) => each.stop !== null).length,
      },
    })
  })
}

async function lookAt(
  { db, world, signal, now }: WorkSearch,
  incident: Incident,
  connection: Connection,
  from: Date,
): Promise<RunningWork> {
  const connector = world.connectors.find((one) => one.definition.id === connection.connector)
  if (!connector?.runningWork) return { work: [], coverage: [] }
  const ctx = await world.openConnection({
    db,
    connectionId: connection.id,
    incidentReference: incident.reference,
    operator: "running work",
    now,
    signal,
    progress: () => undefined,
  })
  const starters = {
    seeds: await seedsOf(db, incident, connection.id),
    known: await knownIdentities(db, incident.id),
  }
  return connector.runningWork(ctx, starters, { from, to: now() })
}

/** Keeps what was read, and returns what is new and has not ended. */
async function keep(
  tx: Tx,
  incidentId: string,
  { connectionId, work }: { connectionId: string; work: WorkFound[] },
  now: Date,
): Promise<WorkFound[]> {
  const known = await tx.runningWork.findMany({
    where: { incidentId, connectionId },
    select: { key: true, stopAction: true, stopInput: true },
  })
  const before = new Map(known.map((row) => [row.key, row]))
  for (const each of work) {
    const kept = before.get(each.key)
    // The way it was stopped stays known after it ended, so that its step is still found.
    const stopped = each.stop === null && each.guidance === "" && kept ? kept : null
    const row = {
      kind: each.kind,
      kindTitle: each.kindTitle,
      resource: each.resource,
      region: each.region,
      startedBy: each.startedBy,
      startedAt: new Date(each.startedAt),
      startedAction: each.startedAction,
      eventId: each.eventId,
      state: each.state,
      word: each.word,
      readAt: new Date(each.readAt),
      stopAction: stopped?.stopAction ?? each.stop?.action ?? null,
      stopInput: (stopped?.stopInput ?? each.stop?.input ?? {}) as object,
      guidance: each.guidance,
      link: each.link,
    }
    await tx.runningWork.upsert({
      where: { incidentId_connectionId_key: { incidentId, connectionId, key: each.key } },
      create: { ...row, incidentId, connectionId, key: each.key, foundAt: now },
      update: row,
    })
  }
  return work.filter((each) => each.state !== "ended" && !before.has(each.key))
}

function say(thrown: unknown): string {
  return isFirebreakError(thrown) ? thrown.detail : asPlatformFailure(thrown).message
}
