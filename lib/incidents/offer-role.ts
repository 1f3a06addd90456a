import "server-only"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import type { IncidentRole } from "@/lib/incidents/policy"
import { type IncidentDto, offerRoleInput } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Offers a role to somebody. The old holder keeps it until the offer is accepted: command is never with nobody. The
 * holder of the role, the commander and administrators may offer it.
 */
export async function offerRole({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { role: IncidentRole; userId: string; note?: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { role, userId, note } = parseInput(offerRoleInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const holder = await tx.responder.findFirst({ where: { incidentId: incident.id, role, until: null } })
    const commands = await isCommander(tx, incident.id, ctx.actor)
    const holds = holder !== null && holder.userId === actorUserId(ctx.actor)
    requirePermission(ctx.actor, "incident.command", { isCommander: commands || holds })
    const user = await tx.user.findFirst({ where: { id: userId, disabledAt: null } })
    if (!user) throw invalidInput("userId: there is no such person, or the account is disabled.")
    if (user.role === "viewer" && role !== "scribe")
      throw invalidInput(`${user.name} is a viewer and can only be scribe.`)
    if (holder?.userId === userId) throw preconditionFailed(`${user.name} holds this role already.`)
    await tx.handOver.updateMany({
      where: { incidentId: incident.id, role, acceptedAt: null, declinedAt: null },
      data: { declinedAt: ctx.now() },
    })
    await tx.handOver.create({
      data: {
        incidentId: incident.id,
        role,
        fromUserId: holder?.userId ?? null,
        toUserId: userId,
        note,
        offeredAt: ctx.now(),
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "role.offered",
      actor: ctx.actor,
      now: ctx.now(),
      body: { role, to: user.name, detail: note },
    })
  })
  return readIncident({ ctx, reference })
}
