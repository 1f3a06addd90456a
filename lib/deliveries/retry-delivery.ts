import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Queues a failed or doubtful delivery again, because a person decided so. */
export async function retryDelivery({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "message.send")
  await transaction(ctx.db, async (tx) => {
    const row = await tx.delivery.findUnique({ where: { id } })
    if (!row) throw notFound("There is no such delivery.")
    const queued = await tx.delivery.updateMany({
      where: { id, state: { in: ["failed", "in_doubt"] } },
      data: { state: "queued", attempts: 0, failure: "", dueAt: ctx.now() },
    })
    if (queued.count === 0) throw preconditionFailed("Only a failed or doubtful delivery can be sent again.")
    await appendEntry(tx, {
      incidentId: row.incidentId,
      kind: "delivery.retried",
      actor: ctx.actor,
      now: ctx.now(),
      body: { recipient: row.recipient },
    })
  })
}
