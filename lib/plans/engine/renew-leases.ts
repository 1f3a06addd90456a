import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"

export type Held = { id: string; fence: number }

/**
 * The heartbeat: prolongs the leases of `held`. Returns the ids that are ours no more. Rows that a transaction has
 * locked just now are passed over (they are being written by whoever holds them), so that it never waits in a circle.
 */
export async function renewLeases(
  db: PrismaClient,
  { owner, leaseMs, held }: { owner: string; leaseMs: number; held: readonly Held[] },
): Promise<{ renewed: string[]; lost: string[] }> {
  if (held.length === 0) return { renewed: [], lost: [] }
  const ids = held.map((one) => one.id)
  const fences = held.map((one) => one.fence)
  const renewed = await db.$queryRaw<{ id: string }[]>`
    WITH ours AS (
      SELECT s.id FROM step s
      JOIN unnest(${ids}::uuid[], ${fences}::int[]) AS h(id, fence) ON h.id = s.id AND h.fence = s.fence
      WHERE s.lease_owner = ${owner} FOR UPDATE OF s SKIP LOCKED
    )
    UPDATE step SET lease_until = clock_timestamp() + ${leaseMs}::int * interval '1 millisecond'
    FROM ours WHERE step.id = ours.id RETURNING step.id::text AS id`
  const kept = new Set(renewed.map((row) => row.id))
  const missing = held.filter((one) => !kept.has(one.id))
  if (missing.length === 0) return { renewed: [...kept], lost: [] }
  const rows = await db.step.findMany({
    where: { id: { in: missing.map((one) => one.id) }, leaseOwner: owner },
    select: { id: true, fence: true },
  })
  const still = new Map(rows.map((row) => [row.id, row.fence]))
  return {
    renewed: [...kept],
    lost: missing.filter((one) => still.get(one.id) !== one.fence).map((one) => one.id),
  }
}

/** Gives leases back at once, so that another instance goes on without waiting for them to run out. */
export async function releaseLeases(
  db: PrismaClient,
  { owner, held }: { owner: string; held: readonly Held[] },
): Promise<void> {
  for (const one of held)
    await db.step.updateMany({
      where: { id: one.id, fence: one.fence, leaseOwner: owner },
      data: { leaseOwner: null, leaseUntil: null },
    })
}
