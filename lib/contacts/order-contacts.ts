import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { listContacts } from "@/lib/contacts/data"
import { type ContactsDto, type OrderContactsInput, orderContactsInput } from "@/lib/contacts/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Puts the contacts of one kind into the order in which they are alerted; `ids` names all of them, first first. */
export async function orderContacts({
  ctx,
  input,
}: {
  ctx: Context
  input: OrderContactsInput
}): Promise<ContactsDto> {
  requirePermission(ctx.actor, "contact.edit")
  const { kind, ids } = parseInput(orderContactsInput, input)
  await transaction(ctx.db, async (tx) => {
    await tx.$queryRaw`SELECT id FROM contact WHERE kind = ${kind}::contact_kind FOR UPDATE`
    const rows = await tx.contact.findMany({ where: { kind, archivedAt: null }, select: { id: true } })
    const known = new Set(rows.map((row) => row.id))
    if (ids.length !== known.size || !ids.every((id) => known.has(id)))
      throw conflict("The list of contacts was changed meanwhile. Reload and order it again.")
    for (const [position, id] of ids.entries())
      await tx.contact.update({ where: { id }, data: { position, version: { increment: 1 } } })
    await recordActivity(tx, {
      kind: "contact.ordered",
      actor: ctx.actor,
      subject: `contacts/${kind}`,
      detail: { ids },
      now: ctx.now(),
    })
  })
  return listContacts({ ctx })
}
