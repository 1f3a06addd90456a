import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePassword, requirePerson } from "@/lib/auth/confirm-password"
import { hashPassword } from "@/lib/auth/passwords"
import { changePasswordInput } from "@/lib/auth/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Changes the caller's own password; every other session of theirs ends. Returns how many ended. */
export async function changePassword({
  ctx,
  input,
  address,
}: {
  ctx: Context
  input: { current: string; next: string }
  address: string
}): Promise<{ sessionsEnded: number }> {
  const actor = requirePerson(ctx.actor)
  const { current, next } = parseInput(changePasswordInput, input)
  await requirePassword(ctx, actor, current, address, "current")
  if (current === next)
    throw invalidInput("next: the new password is the old one. Choose another.", [
      { path: "next", message: "is the old password" },
    ])
  const passwordHash = await hashPassword(next)
  return transaction(ctx.db, async (tx) => {
    const now = ctx.now()
    await tx.user.update({ where: { id: actor.userId }, data: { passwordHash } })
    await tx.session.updateMany({ where: { id: actor.sessionId }, data: { signedInAt: now } })
    const { count } = await tx.session.updateMany({
      where: { userId: actor.userId, id: { not: actor.sessionId }, revokedAt: null },
      data: { revokedAt: now },
    })
    await recordActivity(tx, {
      kind: "account.password_changed",
      actor,
      subject: `user/${actor.userId}`,
      detail: { sessionsEnded: count },
      now,
    })
    return { sessionsEnded: count }
  })
}
