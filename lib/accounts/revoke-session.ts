import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePerson } from "@/lib/auth/confirm-password"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"

/** Ends one of the caller's own sessions; somebody else's is as unknown as one that does not exist. */
export async function revokeSession({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  const actor = requirePerson(ctx.actor)
  await transaction(ctx.db, async (tx) => {
    const revoked = await tx.session.updateMany({
      where: { id, userId: actor.userId, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    if (revoked.count === 0) throw notFound("You have no such session. It may have ended.")
    await recordActivity(tx, { kind: "session.revoked", actor, subject: `session/${id}`, now: ctx.now() })
  })
}

/** Ends all of the caller's sessions but this one. Returns how many ended. */
export async function revokeOtherSessions({ ctx }: { ctx: Context }): Promise<{ ended: number }> {
  const actor = requirePerson(ctx.actor)
  return transaction(ctx.db, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { userId: actor.userId, id: { not: actor.sessionId }, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    await recordActivity(tx, {
      kind: "session.others_revoked",
      actor,
      subject: `user/${actor.userId}`,
      detail: { ended: count },
      now: ctx.now(),
    })
    return { ended: count }
  })
}
