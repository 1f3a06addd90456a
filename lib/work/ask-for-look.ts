import "server-only"
import type { Tx } from "@/lib/db/transaction"

/**
 * Makes a look for running work due, at once unless told otherwise; an earlier time that stands already is kept. The
 * caller's transaction tells why. An incident without a connection has nothing to look at.
 */
export async function askForLook(
  tx: Tx,
  { incidentId, by, inSeconds = 0 }: { incidentId: string; by: string; inSeconds?: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO work_look (incident_id, asked_by, asked_at, due_at)
    SELECT ${incidentId}::uuid, ${by}, now(), now() + make_interval(secs => ${inSeconds})
     WHERE EXISTS (SELECT 1 FROM incident_connection c WHERE c.incident_id = ${incidentId}::uuid)
    ON CONFLICT (incident_id) DO UPDATE SET asked_by = EXCLUDED.asked_by, asked_at = EXCLUDED.asked_at,
      due_at = LEAST(COALESCE(work_look.due_at, EXCLUDED.due_at), EXCLUDED.due_at)`
}
