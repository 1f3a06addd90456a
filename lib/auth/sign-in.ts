import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { countTry, forgetTries } from "@/lib/auth/limit-tries"
import { openSession } from "@/lib/auth/open-session"
import { verifyPassword } from "@/lib/auth/passwords"
import type { PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { FirebreakError } from "@/lib/errors"

export type SignInRequest = { email: string; password: string; address: string; userAgent: string }

/**
 * Checks a password and opens a session; returns the session's id. Unknown account, disabled account and wrong
 * password are one answer, in the same time. Errors: sign-in-failed, too-many-requests.
 */
export async function signIn(
  db: PrismaClient,
  { email, password, address, userAgent }: SignInRequest,
  now: Date,
): Promise<string> {
  const account = email.trim().toLowerCase()
  await countTry(account, address)
  const user = await db.user.findUnique({ where: { email: account } })
  const fits = await verifyPassword(password, user?.passwordHash ?? null)
  if (!user || !fits || user.disabledAt) {
    throw new FirebreakError(
      "sign-in-failed",
      "Check both and try again. After ten failed tries the account rests for 15 minutes.",
    )
  }
  await forgetTries(account, address)
  return transaction(db, async (tx) => {
    const id = await openSession(tx, { userId: user.id, address, userAgent, now })
    const actor = {
      kind: "person",
      userId: user.id,
      sessionId: id,
      name: user.name,
      email: user.email,
      role: user.role,
      signedInAt: now,
    } as const
    await recordActivity(tx, { kind: "session.opened", actor, subject: `session/${id}`, now })
    return id
  })
}
