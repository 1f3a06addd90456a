import "server-only"
import { randomBytes } from "node:crypto"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePerson } from "@/lib/auth/confirm-password"
import { hashToken } from "@/lib/auth/hash-token"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"
import { tokenDto } from "@/lib/tokens/data"
import { type CreatedTokenDto, type CreateTokenInput, createTokenInput } from "@/lib/tokens/schema"

/** Makes a token for a program. Only a person can: a token must not outlive itself by making others. */
export async function createToken({
  ctx,
  input,
}: {
  ctx: Context
  input: CreateTokenInput
}): Promise<CreatedTokenDto> {
  requirePermission(ctx.actor, "token.edit")
  const actor = requirePerson(ctx.actor)
  const now = ctx.now()
  requireFreshSignIn(actor, now)
  const { name, scopes, days } = parseInput(createTokenInput, input)
  const token = `fbt_${randomBytes(32).toString("base64url")}`
  return transaction(ctx.db, async (tx) => {
    const row = await tx.machineToken.create({
      data: {
        name,
        tokenHash: hashToken(token),
        prefix: token.slice(0, 8),
        scopes,
        createdById: actor.userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * 24 * 60 * 60_000),
      },
    })
    await recordActivity(tx, {
      kind: "token.created",
      actor,
      subject: `token/${row.id}`,
      detail: { name, scopes, days },
      now,
    })
    return { ...tokenDto(row, actor.name, now), token }
  })
}
