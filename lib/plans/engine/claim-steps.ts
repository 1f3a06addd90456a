import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"

export type ClaimedStep = { id: string; fence: number; takenFrom: string | null }

/** Only one process chooses at a time, so that the bound per connection holds across instances. */
const claimLock = 7_305_011

/**
 * Takes due steps that nobody holds: sets lease and owner and raises the fence, all by the database's clock. At most
 * `limit`, and per connection no more than `perConnection` leases in all instances together.
 */
export async function claimSteps({
  db,
  owner,
  leaseMs,
  limit,
  perConnection,
}: {
  db: PrismaClient
  owner: string
  leaseMs: number
  limit: number
  perConnection: number
}): Promise<ClaimedStep[]> {
  if (limit <= 0) return []
  const due = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM step WHERE due_at <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until <= clock_timestamp()) LIMIT 1`
  if (due.length === 0) return []
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${claimLock})`
    return tx.$queryRaw<ClaimedStep[]>`
      WITH active AS (
        SELECT connection_id, count(*) AS held FROM step
        WHERE lease_until > clock_timestamp() GROUP BY connection_id
      ), ranked AS (
        SELECT s.id, s.due_at,
          coalesce(a.held, 0) + row_number() OVER (PARTITION BY s.connection_id ORDER BY s.due_at, s.position) AS place
        FROM step s LEFT JOIN active a ON a.connection_id IS NOT DISTINCT FROM s.connection_id
        WHERE s.due_at <= clock_timestamp() AND (s.lease_until IS NULL OR s.lease_until <= clock_timestamp())
      ), chosen AS (
        SELECT s.id, s.lease_owner FROM step s JOIN ranked r ON r.id = s.id
        WHERE r.place <= ${perConnection} AND s.due_at <= clock_timestamp()
          AND (s.lease_until IS NULL OR s.lease_until <= clock_timestamp())
        ORDER BY r.due_at LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED
      )
      UPDATE step SET lease_owner = ${owner}, fence = step.fence + 1,
        lease_until = clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'
      FROM chosen WHERE step.id = chosen.id
      RETURNING step.id::text AS id, step.fence, chosen.lease_owner AS "takenFrom"`
  })
}

/** How long until the next step is due that nobody holds, ms (0 when overdue); null when none is. */
export async function untilNextDue(db: PrismaClient): Promise<number | null> {
  const rows = await db.$queryRaw<{ ms: number | null }[]>`
    SELECT greatest(0, extract(epoch FROM min(greatest(due_at, coalesce(lease_until, due_at))) - clock_timestamp())
      * 1000)::float8 AS ms FROM step WHERE due_at IS NOT NULL`
  return rows[0]?.ms ?? null
}
