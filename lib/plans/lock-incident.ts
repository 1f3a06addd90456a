import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"

/**
 * Takes the incident's row lock and returns the database's time after it was got. Every write to plans and steps
 * begins here, so that locks are always taken in the order incident, plan, step.
 */
export async function lockIncident(tx: Tx, incidentId: string): Promise<Date> {
  const rows = await tx.$queryRaw<{ at: Date }[]>`
    WITH held AS MATERIALIZED (SELECT id FROM incident WHERE id = ${incidentId}::uuid FOR UPDATE)
    SELECT clock_timestamp() AS at FROM held`
  const at = rows[0]?.at
  if (!at) throw notFound("There is no such incident.")
  return at
}
