import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { readConnection } from "@/lib/connections/data"
import { loadOwnConnection } from "@/lib/connections/load-connection"
import type { ConnectionDto } from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"

/** Takes an identity off the break-glass list: from now on it can be contained. */
export async function unprotectIdentity({
  ctx,
  id,
  protectedId,
}: {
  ctx: Context
  id: string
  protectedId: string
}): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.edit")
  await transaction(ctx.db, async (tx) => {
    await loadOwnConnection(tx, { id })
    const row = await tx.protectedIdentity.findFirst({ where: { id: protectedId, connectionId: id } })
    const removed = await tx.protectedIdentity.deleteMany({ where: { id: protectedId, connectionId: id } })
    if (!row || removed.count === 0)
      throw notFound("This identity is not on the list. It may have been removed.")
    await recordActivity(tx, {
      kind: "identity.unprotected",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: { pattern: row.pattern, reason: row.reason },
      now: ctx.now(),
    })
  })
  return readConnection({ ctx, id })
}
