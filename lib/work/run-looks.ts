import "server-only"
import { randomUUID } from "node:crypto"
import os from "node:os"
import type { PrismaClient } from "@/lib/db/generated/client"
import { findWork, type LookLease, type WorkSearch } from "@/lib/work/find-work"
import { startLoop, type WorkerLoop } from "@/lib/worker/start-loop"

const parallel = 2
/** Event history gives two answers a second: a look at many regions takes its time, and then is given up. */
const lookWithinMs = 3 * 60_000
/** Longer than a look may take: a look that a dead instance held is made again. */
const leaseSeconds = 200

/** Looks for running work where a look is due, until stopped. */
export function startLooks({
  log = () => undefined,
  sweepMs = 1000,
  ...search
}: Omit<WorkSearch, "signal"> & {
  log?: (message: string, detail?: Record<string, unknown>) => void
  sweepMs?: number
}): WorkerLoop {
  const { db } = search
  const owner = `${os.hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`
  const abort = new AbortController()
  const active = new Set<Promise<void>>()
  const loop = startLoop({
    name: "running work",
    sweepMs,
    log,
    tick: async () => {
      while (active.size < parallel) {
        const lease = await claimLook(db, owner)
        if (!lease) break
        const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(lookWithinMs)])
        const done: Promise<void> = findWork({ ...search, signal }, lease)
          .then(() => (signal.aborted ? release(db, lease, abort.signal.aborted) : undefined))
          .catch(async (error: unknown) => {
            log("a look for running work stumbled", { incidentId: lease.incidentId, error: String(error) })
            await release(db, lease, abort.signal.aborted).catch(() => undefined)
          })
          .finally(() => {
            active.delete(done)
            loop.wake()
          })
        active.add(done)
      }
      return null
    },
  })
  return {
    name: loop.name,
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      abort.abort(new Error("stopping"))
      await Promise.all(active)
    },
  }
}

/** Takes one due look, by the database's clock; null when none is due. */
async function claimLook(db: PrismaClient, owner: string): Promise<LookLease | null> {
  const rows = await db.$queryRaw<{ incidentId: string; fence: number }[]>`
    UPDATE work_look SET lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseSeconds}),
      due_at = NULL, fence = fence + 1
    WHERE incident_id = (
      SELECT incident_id FROM work_look
      WHERE (due_at <= now() AND (lease_until IS NULL OR lease_until < now()))
         OR (due_at IS NULL AND lease_until < now())
      ORDER BY due_at NULLS LAST FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING incident_id AS "incidentId", fence`
  return rows[0] ?? null
}

/** Gives the look back: at once when we stop, after a while when it could not be finished, which is said. */
async function release(db: PrismaClient, { incidentId, fence }: LookLease, stopping: boolean): Promise<void> {
  const failure = stopping ? "" : "The look could not be finished in time. It is made again."
  await db.$executeRaw`
    UPDATE work_look SET lease_owner = NULL, lease_until = NULL, failure = ${failure},
      due_at = now() + make_interval(secs => ${stopping ? 0 : 60})
    WHERE incident_id = ${incidentId}::uuid AND fence = ${fence}`
}
