import "server-only"
import { refreshDamage } from "@/lib/damage/refresh-damage"
import { restoredVersions } from "@/lib/damage/restored-versions"
import type { Assessment, Incident, PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { type EvidenceFolder, evidenceFolder } from "@/lib/evidence/evidence-folder"
import { appendEntry } from "@/lib/timeline/append-entry"
import { askForLook } from "@/lib/work/ask-for-look"
import { type Lease, LeaseLostError, requireLease } from "./hold-lease"
import { type ReadingInput, readConnection } from "./read-connection"
import { emptyTally, tellEffects } from "./tell-effects"

/** While followed, sources are read again after this long, until this long after containment. */
export const rereadSeconds = 30
export const followAfterContainmentMs = 30 * 60_000

const system = { kind: "system", name: "Assessment" } as const

/**
 * One reading of all connections of an assessment's incident. Results are kept as they come; a repeated reading
 * refines without doubling. Ends by setting when the next reading is due. Never throws for what a platform refuses:
 * that ends as coverage or as the assessment's failure. Throws LeaseLostError when another worker took over.
 */
export async function runAssessment({
  db,
  lease,
  signal,
  now = () => new Date(),
  folder = evidenceFolder(),
  fetch,
}: {
  db: PrismaClient
  lease: Lease
  signal: AbortSignal
  now?: () => Date
  folder?: EvidenceFolder
  fetch?: typeof globalThis.fetch
}): Promise<void> {
  const { assessment, incident } = await begin(db, lease, now())
  const tally = emptyTally()
  const window = { from: assessment.windowFrom, to: assessment.follow ? now() : assessment.windowTo }
  const refresh = serial(() => refreshDamage({ db, folder, lease, incidentId: incident.id, now: now() }))
  let told = assessment.finishedAt !== null
  const input: ReadingInput = {
    db,
    folder,
    lease,
    assessment,
    incident,
    window,
    signal,
    now,
    tally,
    ours: (connectionId) => restoredVersions({ db, incidentId: incident.id, connectionId, folder }),
    onKept: async () => {
      await refresh()
      // The first results are told at once, later ones at the end of a reading.
      if (!told) await tellEffects({ db, lease, incidentId: incident.id, tally, now: now() })
      told = true
    },
    onProgress: async (line) => {
      await db.assessment.updateMany({
        where: { id: lease.assessmentId, fence: lease.fence },
        data: { progress: line.slice(0, 500) },
      })
    },
    ...(fetch ? { fetch } : {}),
  }
  const connections = await db.connection.findMany({
    where: { incidents: { some: { incidentId: incident.id } } },
  })
  const results = await Promise.allSettled(connections.map((connection) => readConnection(input, connection)))
  const lost = results.find((result) => result.status === "rejected" && isLeaseLost(result.reason))
  if (lost || signal.aborted) throw new LeaseLostError()
  await refresh()
  await tellEffects({ db, lease, incidentId: incident.id, tally, now: now() })
  const failures = results.flatMap((result, index) =>
    result.status === "rejected"
      ? [
          `${connections[index]?.name}: ${result.reason instanceof Error ? result.reason.message : String(result.reason)}`,
        ]
      : [],
  )
  await end({ db, lease, window, failures, all: connections.length, now: now() })
}

async function begin(
  db: PrismaClient,
  lease: Lease,
  now: Date,
): Promise<{ assessment: Assessment; incident: Incident }> {
  return transaction(db, async (tx) => {
    await requireLease(tx, lease)
    const before = await tx.assessment.findUniqueOrThrow({
      where: { id: lease.assessmentId },
      include: { incident: true },
    })
    const { incident, ...row } = before
    const assessment = await tx.assessment.update({
      where: { id: row.id },
      data: {
        startedAt: row.startedAt ?? now,
        ...(row.finishedAt ? {} : { state: "reading" }),
        progress: "Reading the sources",
      },
    })
    return { assessment, incident }
  })
}

async function end({
  db,
  lease,
  window,
  failures,
  all,
  now,
}: {
  db: PrismaClient
  lease: Lease
  window: { from: Date; to: Date }
  failures: string[]
  all: number
  now: Date
}): Promise<void> {
  await transaction(db, async (tx) => {
    await requireLease(tx, lease)
    const before = await tx.assessment.findUniqueOrThrow({ where: { id: lease.assessmentId } })
    const incident = await tx.incident.findUniqueOrThrow({ where: { id: before.incidentId } })
    const failed = failures.length === all
    const failure = failures.join(" ")
    const follow = before.follow && isFollowed(incident, now)
    await tx.assessment.update({
      where: { id: before.id },
      data: {
        windowTo: window.to,
        failure,
        progress: "",
        leaseOwner: null,
        leaseUntil: null,
        ...(failed
          ? { state: before.finishedAt ? "finished" : "failed" }
          : { state: "finished", finishedAt: before.finishedAt ?? now }),
      },
    })
    if (follow)
      await tx.$executeRaw`UPDATE assessment SET due_at = now() + make_interval(secs => ${rereadSeconds}) WHERE id = ${before.id}::uuid`
    else await tx.assessment.update({ where: { id: before.id }, data: { dueAt: null } })
    const incidentId = incident.id
    if (failed && failure !== before.failure)
      await appendEntry(tx, { incidentId, kind: "assessment.failed", actor: system, now, body: { failure } })
    if (failed || before.finishedAt) return
    const [resources, identities] = [
      await tx.damage.count({ where: { incidentId } }),
      await tx.identity.count({ where: { incidentId, kind: { not: "aws.secret" } } }),
    ]
    const detail = failures.length > 0 ? `Not read: ${failure}` : follow ? "Later records are followed." : ""
    await appendEntry(tx, {
      incidentId,
      kind: "assessment.finished",
      actor: system,
      now,
      body: { resources, identities, detail },
    })
    await askForLook(tx, { incidentId, by: system.name })
  })
}

/** Whether records may still come that matter: the incident is open, and contained for less than half an hour. */
export function isFollowed(incident: Pick<Incident, "status" | "containedAt">, now: Date): boolean {
  if (incident.status === "resolved" || incident.status === "reviewed") return false
  return (
    incident.containedAt === null || now.getTime() - incident.containedAt.getTime() < followAfterContainmentMs
  )
}

function isLeaseLost(error: unknown): boolean {
  return error instanceof LeaseLostError
}

/** Several connections may ask at once: one run at a time, and one more after it covers everybody who waited. */
function serial(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  return () => {
    if (!running) {
      running = work().finally(() => {
        running = null
      })
      return running
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        running = work().finally(() => {
          running = null
        })
        return running
      })
    return next
  }
}
