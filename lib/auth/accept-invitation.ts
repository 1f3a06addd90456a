import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { hashToken } from "@/lib/auth/hash-token"
import { openSession } from "@/lib/auth/open-session"
import { hashPassword } from "@/lib/auth/passwords"
import { createAccountInput, type InvitationPageDto } from "@/lib/auth/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput, notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

const gone = () =>
  notFound(
    "This link was used, has expired or was replaced. Restart the server for a new set-up link, or ask for a new invitation.",
  )

/** What the page of a set-up link or invitation shows. */
export async function readInvitation({
  ctx,
  token,
}: {
  ctx: Context
  token: string
}): Promise<InvitationPageDto> {
  const row = await ctx.db.invitation.findUnique({ where: { tokenHash: hashToken(token) } })
  if (!row || row.usedAt || row.revokedAt || row.expiresAt <= ctx.now()) throw gone()
  return { role: row.role, email: row.email, isSetup: row.isSetup, expiresAt: row.expiresAt.toISOString() }
}

/** Uses the link once: makes the account with the link's role and opens its first session. Returns the session's id. */
export async function acceptInvitation({
  ctx,
  token,
  input,
  address,
  userAgent,
}: {
  ctx: Context
  token: string
  input: { name: string; email: string; password: string }
  address: string
  userAgent: string
}): Promise<string> {
  const { name, email, password } = parseInput(createAccountInput, input)
  // Hashing is dear: only for a link that works.
  await readInvitation({ ctx, token })
  const passwordHash = await hashPassword(password)
  return transaction(ctx.db, async (tx) => {
    const now = ctx.now()
    const used = await tx.invitation.updateManyAndReturn({
      where: { tokenHash: hashToken(token), usedAt: null, revokedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    })
    const row = used[0]
    if (!row) throw gone()
    if (row.email && row.email !== email)
      throw invalidInput("email: this invitation is for another e-mail address.")
    if ((await tx.user.count({ where: { email } })) > 0)
      throw invalidInput("email: choose another e-mail address, or sign in.")
    const user = await tx.user.create({ data: { name, email, passwordHash, role: row.role, createdAt: now } })
    const id = await openSession(tx, { userId: user.id, address, userAgent, now })
    const actor = {
      kind: "person",
      userId: user.id,
      sessionId: id,
      name,
      email,
      role: row.role,
      signedInAt: now,
    } as const
    await recordActivity(tx, {
      kind: "account.created",
      actor,
      subject: `user/${user.id}`,
      detail: { role: row.role, by: row.isSetup ? "set-up link" : "invitation" },
      now,
    })
    return id
  })
}
