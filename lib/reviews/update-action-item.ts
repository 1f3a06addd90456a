import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { actionItemDto } from "@/lib/reviews/data"
import { type ActionItemDto, type UpdateActionItemInput, updateActionItemInput } from "@/lib/reviews/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Edits, ticks, unticks or removes one action item; guarded by the version on the screen. */
export async function updateActionItem({
  ctx,
  reference,
  id,
  input,
}: {
  ctx: Context
  reference: string
  id: string
  input: UpdateActionItemInput
}): Promise<ActionItemDto> {
  requirePermission(ctx.actor, "review.edit")
  const { version, done, removed, dueOn, ...fields } = parseInput(updateActionItemInput, input)
  const by = actorLabel(ctx.actor)
  return transaction(ctx.db, async (tx) => {
    const item = await tx.actionItem.findFirst({ where: { id, removedAt: null, incident: { reference } } })
    if (!item) throw notFound("There is no such action item on this incident. It may have been removed.")
    const updated = await tx.actionItem.updateManyAndReturn({
      where: { id, version, removedAt: null },
      data: {
        ...fields,
        version: version + 1,
        ...(dueOn === undefined ? {} : { dueOn: dueOn ? new Date(dueOn) : null }),
        ...(done === undefined ? {} : { doneAt: done ? ctx.now() : null, doneBy: done ? by : null }),
        ...(removed ? { removedAt: ctx.now() } : {}),
      },
    })
    const row = updated[0]
    if (!row) throw conflict("Somebody else changed this action item. Reload and try again.")
    await appendEntry(tx, {
      incidentId: item.incidentId,
      kind: "action_item.changed",
      actor: ctx.actor,
      now: ctx.now(),
      body: {
        title: row.title,
        change: removed ? "removed" : done === undefined ? "edited" : done ? "done" : "reopened",
      },
    })
    return actionItemDto(row, ctx.now())
  })
}
