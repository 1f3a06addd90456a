import "server-only"
import { lockAccount, refuseLastAdministrator, revokeInvitationsOf } from "@/lib/accounts/lock-accounts"
import { changeRoleInput } from "@/lib/accounts/schema"
import { recordActivity } from "@/lib/activity/record-activity"
import type { AccountRole } from "@/lib/auth/policy"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Changes an account's role; it holds from its next request on. The last administrator stays one. */
export async function changeRole({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: { role: AccountRole }
}): Promise<void> {
  requirePermission(ctx.actor, "account.edit")
  requireFreshSignIn(ctx.actor, ctx.now())
  const { role } = parseInput(changeRoleInput, input)
  await transaction(ctx.db, async (tx) => {
    const user = await lockAccount(tx, id)
    if (user.role === role) throw preconditionFailed(`${user.name} is ${role} already.`)
    if (role !== "administrator") await refuseLastAdministrator(tx, user)
    const changed = await tx.user.updateMany({ where: { id, role: user.role }, data: { role } })
    if (changed.count === 0) throw conflict("This account was changed meanwhile. Reload and look again.")
    const invitationsRevoked = role === "administrator" ? 0 : await revokeInvitationsOf(tx, id, ctx.now())
    await recordActivity(tx, {
      kind: "account.role_changed",
      actor: ctx.actor,
      subject: `user/${id}`,
      detail: { from: user.role, to: role, invitationsRevoked },
      now: ctx.now(),
    })
  })
}
