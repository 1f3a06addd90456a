import "server-only"
import type { Context } from "@/lib/context"
import type { Tx } from "@/lib/db/transaction"
import type { IncidentRole } from "@/lib/incidents/policy"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Gives a role to one person and takes it from whoever held it. The caller holds the incident's lock and has decided. */
export async function assignRole(
  tx: Tx,
  {
    ctx,
    incidentId,
    role,
    userId,
  }: { ctx: Pick<Context, "actor" | "now">; incidentId: string; role: IncidentRole; userId: string },
): Promise<void> {
  const now = ctx.now()
  const holders = await tx.responder.findMany({
    where: { incidentId, role, until: null },
    include: { user: true },
  })
  await tx.responder.updateMany({ where: { incidentId, role, until: null }, data: { until: now } })
  await tx.responder.create({ data: { incidentId, role, userId, since: now } })
  await appendEntry(tx, {
    incidentId,
    kind: "role.accepted",
    actor: ctx.actor,
    now,
    body: { role, from: holders.map((h) => h.user.name).join(", ") },
  })
}
