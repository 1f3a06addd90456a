import "server-only"
import { lockAccount } from "@/lib/accounts/lock-accounts"
import { recordActivity } from "@/lib/activity/record-activity"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"

/** Lets a disabled account sign in again, with the role and password it had. */
export async function enableAccount({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "account.edit")
  requireFreshSignIn(ctx.actor, ctx.now())
  await transaction(ctx.db, async (tx) => {
    const user = await lockAccount(tx, id)
    if (!user.disabledAt) throw preconditionFailed(`The account of ${user.name} is not disabled.`)
    await tx.user.update({ where: { id }, data: { disabledAt: null } })
    await recordActivity(tx, {
      kind: "account.enabled",
      actor: ctx.actor,
      subject: `user/${id}`,
      detail: { role: user.role },
      now: ctx.now(),
    })
  })
}
