import "server-only"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notPermitted, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { assignRole } from "@/lib/incidents/assign-role"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import type { IncidentRole } from "@/lib/incidents/policy"
import { type IncidentDto, takeRoleInput } from "@/lib/incidents/schema"

/** Takes a role that nobody holds; an administrator may take one that is held, so that command is never stuck. */
export async function takeRole({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { role: IncidentRole }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { role } = parseInput(takeRoleInput, input)
  const userId = actorUserId(ctx.actor)
  if (!userId) throw notPermitted("Only a person can hold a role.")
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const holder = await tx.responder.findFirst({
      where: { incidentId: incident.id, role, until: null },
      include: { user: true },
    })
    if (holder?.userId === userId) throw preconditionFailed("You hold this role already.")
    if (holder && !(ctx.actor.kind === "person" && ctx.actor.role === "administrator")) {
      throw preconditionFailed(
        `${holder.user.name} holds this role. Ask for a hand-over, or ask an administrator.`,
      )
    }
    await assignRole(tx, { ctx, incidentId: incident.id, role, userId })
  })
  return readIncident({ ctx, reference })
}
