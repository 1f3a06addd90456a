import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { readConnection } from "@/lib/connections/data"
import { loadOwnConnection } from "@/lib/connections/load-connection"
import {
  type ConnectionDto,
  type ProtectIdentityInput,
  protectIdentitySchema,
} from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Adds a break-glass identity: nothing that fits the pattern is contained through this connection. */
export async function protectIdentity({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: ProtectIdentityInput
}): Promise<ConnectionDto> {
  requirePermission(ctx.actor, "connection.edit")
  const wanted = parseInput(protectIdentitySchema, input)
  await transaction(ctx.db, async (tx) => {
    await loadOwnConnection(tx, { id })
    const added = await tx.protectedIdentity.createMany({
      data: [{ ...wanted, connectionId: id, createdById: actorUserId(ctx.actor), createdAt: ctx.now() }],
      skipDuplicates: true,
    })
    if (added.count === 0) throw preconditionFailed("This identity is on the list already.")
    await recordActivity(tx, {
      kind: "identity.protected",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: wanted,
      now: ctx.now(),
    })
  })
  return readConnection({ ctx, id })
}
