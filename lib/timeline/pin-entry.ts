import "server-only"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, notPermitted } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { pinEntryInput } from "@/lib/timeline/schema"

/** Pins or unpins an entry; asking twice for the same changes nothing. */
export async function pinEntry({
  ctx,
  reference,
  sequence,
  input,
}: {
  ctx: Context
  reference: string
  sequence: number
  input: { pinned: boolean }
}): Promise<void> {
  requirePermission(ctx.actor, "incident.update")
  const { pinned } = parseInput(pinEntryInput, input)
  const pinnedById = actorUserId(ctx.actor)
  if (!pinnedById) throw notPermitted("Only a person can pin an entry.")
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const key = { incidentId: incident.id, sequence }
    const entry = await tx.timelineEntry.findUnique({ where: { incidentId_sequence: key } })
    if (!entry) throw notFound(`The timeline of ${reference} has no entry ${sequence}.`)
    const changed = pinned
      ? await tx.pin.createMany({ data: [{ ...key, pinnedById, pinnedAt: ctx.now() }], skipDuplicates: true })
      : await tx.pin.deleteMany({ where: key })
    if (changed.count === 0) return
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: pinned ? "entry.pinned" : "entry.unpinned",
      actor: ctx.actor,
      now: ctx.now(),
      body: { sequence },
      internal: entry.internal,
    })
  })
}
