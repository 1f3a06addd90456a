import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Ends the live link: open pages lose it within seconds. Asking again changes nothing. */
export async function revokeLiveLink({ ctx, reference }: { ctx: Context; reference: string }): Promise<void> {
  requirePermission(ctx.actor, "incident.update")
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    requirePermission(ctx.actor, "incident.command", {
      isCommander: await isCommander(tx, incident.id, ctx.actor),
    })
    const revoked = await tx.liveLink.updateMany({
      where: { incidentId: incident.id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    if (revoked.count === 0) return
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "live_link.revoked",
      actor: ctx.actor,
      now: ctx.now(),
      body: {},
    })
  })
}
