import "server-only"
import { lockAccount } from "@/lib/accounts/lock-accounts"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"

/** Ends every session of an account, the caller's own included: each must sign in again. Returns how many ended. */
export async function endSessions({ ctx, id }: { ctx: Context; id: string }): Promise<{ ended: number }> {
  requirePermission(ctx.actor, "account.edit")
  return transaction(ctx.db, async (tx) => {
    await lockAccount(tx, id)
    const { count } = await tx.session.updateMany({
      where: { userId: id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    await recordActivity(tx, {
      kind: "account.sessions_ended",
      actor: ctx.actor,
      subject: `user/${id}`,
      detail: { ended: count },
      now: ctx.now(),
    })
    return { ended: count }
  })
}
