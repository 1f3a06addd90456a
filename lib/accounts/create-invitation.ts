import "server-only"
import { randomBytes } from "node:crypto"
import { invitationDto } from "@/lib/accounts/data"
import {
  type CreatedInvitationDto,
  type CreateInvitationInput,
  createInvitationInput,
} from "@/lib/accounts/schema"
import { recordActivity } from "@/lib/activity/record-activity"
import { actorLabel, actorUserId } from "@/lib/actor"
import { hashToken } from "@/lib/auth/hash-token"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { paths } from "@/lib/paths"

/** Makes a one-time link that creates an account with a role. The link is in the answer and nowhere else. */
export async function createInvitation({
  ctx,
  input,
}: {
  ctx: Context
  input: CreateInvitationInput
}): Promise<CreatedInvitationDto> {
  requirePermission(ctx.actor, "account.edit")
  const now = ctx.now()
  requireFreshSignIn(ctx.actor, now)
  const { role, email, days } = parseInput(createInvitationInput, input)
  const token = randomBytes(32).toString("base64url")
  return transaction(ctx.db, async (tx) => {
    if (email && (await tx.user.count({ where: { email } })) > 0)
      throw invalidInput("email: there is an account with this address already.", [
        { path: "email", message: "has an account already" },
      ])
    const row = await tx.invitation.create({
      data: {
        tokenHash: hashToken(token),
        role,
        email,
        createdById: actorUserId(ctx.actor),
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * 24 * 60 * 60_000),
      },
    })
    await recordActivity(tx, {
      kind: "invitation.created",
      actor: ctx.actor,
      subject: `invitation/${row.id}`,
      detail: { role, email: email ?? "" },
      now,
    })
    return { ...invitationDto(row, actorLabel(ctx.actor), now), path: paths.invitation(token) }
  })
}
