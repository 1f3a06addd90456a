import "server-only"
import { lockAccount, refuseLastAdministrator, revokeInvitationsOf } from "@/lib/accounts/lock-accounts"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"

/**
 * Ends an account's access: its sessions and the invitations it made stop working at once. What it did stays under its
 * name. Its machine tokens stay: programs use them; they are revoked one by one.
 */
export async function disableAccount({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "account.edit")
  await transaction(ctx.db, async (tx) => {
    const now = ctx.now()
    const user = await lockAccount(tx, id)
    if (user.disabledAt) throw preconditionFailed(`The account of ${user.name} is disabled already.`)
    await refuseLastAdministrator(tx, user)
    await tx.user.update({ where: { id }, data: { disabledAt: now } })
    const sessions = await tx.session.updateMany({
      where: { userId: id, revokedAt: null },
      data: { revokedAt: now },
    })
    const invitationsRevoked = await revokeInvitationsOf(tx, id, now)
    await recordActivity(tx, {
      kind: "account.disabled",
      actor: ctx.actor,
      subject: `user/${id}`,
      detail: { sessionsEnded: sessions.count, invitationsRevoked },
      now,
    })
  })
}
