import "server-only"
import { lastAdministratorRefusal } from "@/lib/accounts/policy"
import type { User } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"

/** The account, with all changes of accounts in one line: two administrators cannot disable each other at once. */
export async function lockAccount(tx: Tx, id: string): Promise<User> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(1606161)`
  const user = await tx.user.findUnique({ where: { id } })
  if (!user) throw notFound("There is no such account.")
  return user
}

/** Throws when `user` is the last one who can administer. Call it under `lockAccount`. */
export async function refuseLastAdministrator(tx: Tx, user: User): Promise<void> {
  const active = await tx.user.count({ where: { role: "administrator", disabledAt: null } })
  const reason = lastAdministratorRefusal(user, active)
  if (reason) throw preconditionFailed(`${user.name} is ${reason}.`)
}

/** Open invitations of somebody who may not invite any more stop working. */
export async function revokeInvitationsOf(tx: Tx, userId: string, now: Date): Promise<number> {
  const { count } = await tx.invitation.updateMany({
    where: { createdById: userId, usedAt: null, revokedAt: null },
    data: { revokedAt: now },
  })
  return count
}
