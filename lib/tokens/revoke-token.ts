import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"

/** Ends a token: its next request is refused. */
export async function revokeToken({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "token.edit")
  await transaction(ctx.db, async (tx) => {
    const revoked = await tx.machineToken.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    if (revoked.count === 0) {
      if ((await tx.machineToken.count({ where: { id } })) === 0) throw notFound("There is no such token.")
      throw preconditionFailed("This token is revoked already.")
    }
    await recordActivity(tx, {
      kind: "token.revoked",
      actor: ctx.actor,
      subject: `token/${id}`,
      now: ctx.now(),
    })
  })
}
