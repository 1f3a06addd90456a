import "server-only"
import { renameInput } from "@/lib/accounts/schema"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePerson } from "@/lib/auth/confirm-password"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"

/** Changes the caller's own name. What was recorded under the old name keeps it. */
export async function renameAccount({
  ctx,
  input,
}: {
  ctx: Context
  input: { name: string }
}): Promise<{ name: string }> {
  const actor = requirePerson(ctx.actor)
  const { name } = parseInput(renameInput, input)
  await transaction(ctx.db, async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: { name } })
    await recordActivity(tx, {
      kind: "account.renamed",
      actor,
      subject: `user/${actor.userId}`,
      detail: { from: actor.name, to: name },
      now: ctx.now(),
    })
  })
  return { name }
}
