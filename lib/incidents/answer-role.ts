import "server-only"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, notPermitted } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { assignRole } from "@/lib/incidents/assign-role"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { answerRoleInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** The person to whom a role was offered accepts it, and the old holder loses it in the same moment, or declines. */
export async function answerRole({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { handOverId: string; accept: boolean }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.read")
  const { handOverId, accept } = parseInput(answerRoleInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const offer = await tx.handOver.findFirst({
      where: { id: handOverId, incidentId: incident.id, acceptedAt: null, declinedAt: null },
    })
    if (!offer) throw notFound("This offer is no longer open. Ask for a new one.")
    if (offer.toUserId !== actorUserId(ctx.actor))
      throw notPermitted("The role was offered to somebody else; only they can answer.")
    // An account role may have changed since the offer.
    if (accept && offer.role !== "scribe") requirePermission(ctx.actor, "incident.update")
    const now = ctx.now()
    await tx.handOver.update({
      where: { id: offer.id },
      data: accept ? { acceptedAt: now } : { declinedAt: now },
    })
    if (accept) {
      await assignRole(tx, { ctx, incidentId: incident.id, role: offer.role, userId: offer.toUserId })
      return
    }
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "role.declined",
      actor: ctx.actor,
      now,
      body: { role: offer.role },
    })
  })
  return readIncident({ ctx, reference })
}
