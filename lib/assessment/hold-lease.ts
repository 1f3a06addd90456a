import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"

/** Long enough for a slow query, short enough that a dead worker's run is taken over within half a minute. */
export const leaseSeconds = 25
export const heartbeatMs = 6_000

/** The right to write an assessment's results: `fence` rises with every take-over. */
export type Lease = { assessmentId: string; fence: number }

export class LeaseLostError extends Error {
  constructor() {
    super("Another worker has taken this assessment over.")
    this.name = "LeaseLostError"
  }
}

/** Takes one due assessment, by the database's clock; null when none is due. */
export async function claimAssessment(db: PrismaClient, owner: string): Promise<Lease | null> {
  const rows = await db.$queryRaw<{ id: string; fence: number }[]>`
    UPDATE assessment SET lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseSeconds}),
      fence = fence + 1
    WHERE id = (
      SELECT id FROM assessment
      WHERE due_at <= now() AND state <> 'cancelled' AND (lease_until IS NULL OR lease_until < now())
      ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id, fence`
  const row = rows[0]
  return row ? { assessmentId: row.id, fence: row.fence } : null
}

/** Lengthens the lease; false when it is another's by now. */
export async function renewLease(db: PrismaClient, { assessmentId, fence }: Lease): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE assessment SET lease_until = now() + make_interval(secs => ${leaseSeconds})
    WHERE id = ${assessmentId}::uuid AND fence = ${fence}`
  return renewed === 1
}

/** Throws LeaseLostError unless the lease is still ours; holds the row until the transaction ends. */
export async function requireLease(tx: Tx, { assessmentId, fence }: Lease): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM assessment WHERE id = ${assessmentId}::uuid AND fence = ${fence} FOR UPDATE`
  if (rows.length === 0) throw new LeaseLostError()
}
