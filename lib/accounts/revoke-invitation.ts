import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"

/** Makes an open invitation useless. */
export async function revokeInvitation({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "account.edit")
  await transaction(ctx.db, async (tx) => {
    const revoked = await tx.invitation.updateMany({
      where: { id, usedAt: null, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    if (revoked.count === 0) {
      if ((await tx.invitation.count({ where: { id } })) === 0) throw notFound("There is no such invitation.")
      throw preconditionFailed("This invitation was used or revoked already.")
    }
    await recordActivity(tx, {
      kind: "invitation.revoked",
      actor: ctx.actor,
      subject: `invitation/${id}`,
      now: ctx.now(),
    })
  })
}
