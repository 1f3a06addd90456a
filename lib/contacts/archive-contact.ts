import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"

/** Takes a contact off the list; what was sent to it stays in its incidents. */
export async function archiveContact({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "contact.edit")
  await transaction(ctx.db, async (tx) => {
    const archived = await tx.contact.updateMany({
      where: { id, archivedAt: null },
      data: { archivedAt: ctx.now() },
    })
    if (archived.count === 0) throw notFound("There is no such contact. It may have been removed.")
    await recordActivity(tx, {
      kind: "contact.archived",
      actor: ctx.actor,
      subject: `contact/${id}`,
      now: ctx.now(),
    })
  })
}
