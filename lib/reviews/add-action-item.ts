import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { actionItemDto } from "@/lib/reviews/data"
import { type ActionItemDto, type AddActionItemInput, addActionItemInput } from "@/lib/reviews/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Adds one action item with an owner; the due date may follow later. */
export async function addActionItem({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: AddActionItemInput
}): Promise<ActionItemDto> {
  requirePermission(ctx.actor, "review.edit")
  const { dueOn, ...item } = parseInput(addActionItemInput, input)
  return transaction(ctx.db, async (tx) => {
    const incident = await tx.incident.findUnique({ where: { reference } })
    if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
    const row = await tx.actionItem.create({
      data: {
        ...item,
        incidentId: incident.id,
        dueOn: dueOn ? new Date(dueOn) : null,
        createdAt: ctx.now(),
        createdBy: actorLabel(ctx.actor),
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "action_item.added",
      actor: ctx.actor,
      now: ctx.now(),
      body: { title: row.title, owner: row.owner },
    })
    return actionItemDto(row, ctx.now())
  })
}
