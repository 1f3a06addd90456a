import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import type { Actor } from "@/lib/actor"
import { countTry, forgetTries } from "@/lib/auth/limit-tries"
import { verifyPassword } from "@/lib/auth/passwords"
import { confirmPasswordInput } from "@/lib/auth/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput, notPermitted } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Makes the session fresh again after its password was given. Errors: invalid-input, too-many-requests. */
export async function confirmPassword({
  ctx,
  input,
  address,
}: {
  ctx: Context
  input: { password: string }
  address: string
}): Promise<{ signedInAt: string }> {
  const actor = requirePerson(ctx.actor)
  const { password } = parseInput(confirmPasswordInput, input)
  await requirePassword(ctx, actor, password, address, "password")
  const now = ctx.now()
  await transaction(ctx.db, async (tx) => {
    await tx.session.updateMany({
      where: { id: actor.sessionId, revokedAt: null },
      data: { signedInAt: now },
    })
    await recordActivity(tx, {
      kind: "session.confirmed",
      actor,
      subject: `session/${actor.sessionId}`,
      now,
    })
  })
  return { signedInAt: now.toISOString() }
}

export type Person = Extract<Actor, { kind: "person" }>

/** The signed-in person, or not-permitted: a token has no password, name or sessions of its own. */
export function requirePerson(actor: Actor): Person {
  if (actor.kind === "person") return actor
  throw notPermitted("Only a signed-in person can do this. A token has no password and no sessions.")
}

/** Checks the person's own password under the same limit as a sign-in; `field` names the box that was wrong. */
export async function requirePassword(
  ctx: Context,
  actor: Person,
  password: string,
  address: string,
  field: string,
): Promise<void> {
  await countTry(actor.email, address)
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId } })
  if (await verifyPassword(password, user.passwordHash)) {
    await forgetTries(actor.email, address)
    return
  }
  throw invalidInput("This is not the password of your account. Type it again; after ten tries you wait.", [
    { path: field, message: "is not the password of your account" },
  ])
}
