import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { drillAccount } from "@/lib/drills/data"
import { findRange } from "@/lib/drills/range-process"
import { preconditionFailed } from "@/lib/errors"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Stops the agent and closes the practice account; what was recorded stays. Ends also when the cloud is gone. */
export async function endDrill({ ctx, reference }: { ctx: Context; reference: string }): Promise<void> {
  requirePermission(ctx.actor, "drill.start")
  const accountId = await drillAccount(ctx, reference)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const row = await tx.incident.findUniqueOrThrow({ where: { id: incident.id }, select: { drill: true } })
    if ((row.drill as { endedAt?: string | null } | null)?.endedAt)
      throw preconditionFailed("This drill has ended already.")
    await tx.incident.update({
      where: { id: incident.id },
      data: { drill: { accountId, endedAt: ctx.now().toISOString() } },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "drill.ended",
      actor: ctx.actor,
      now: ctx.now(),
      body: {},
    })
  })
  const control = await findRange()
  await control?.("DELETE", `/accounts/${accountId}`).catch(() => undefined)
}
