import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { readDamage } from "@/lib/damage/data"
import { followRecovery } from "@/lib/damage/follow-damage"
import { acceptRefusal } from "@/lib/damage/policy"
import { type AcceptLossInput, acceptLossSchema, type DamageDto } from "@/lib/damage/schema"
import { transaction } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * The commander accepts that what is not restored stays lost, with the reason. Errors: not-permitted, not-found,
 * precondition-failed (restored, or a restore under way), conflict (it changed since it was shown).
 */
export async function acceptLoss({
  ctx,
  reference,
  damageId,
  input,
}: {
  ctx: Context
  reference: string
  damageId: string
  input: AcceptLossInput
}): Promise<DamageDto> {
  requirePermission(ctx.actor, "incident.update")
  const { reason, expectedVersion } = parseInput(acceptLossSchema, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    requirePermission(ctx.actor, "incident.command", {
      isCommander: await isCommander(tx, incident.id, ctx.actor),
    })
    const damage = await tx.damage.findFirst({ where: { id: damageId, incidentId: incident.id } })
    if (!damage) throw notFound("There is no such damage in this incident.")
    const refused = acceptRefusal(damage.state)
    if (refused) throw preconditionFailed(`The loss cannot be accepted: ${refused}.`)
    const now = ctx.now()
    const changed = await tx.damage.updateMany({
      where: { id: damageId, version: expectedVersion, state: damage.state },
      data: {
        state: "accepted",
        stateReason: `${actorLabel(ctx.actor)} accepted the loss: ${reason}`,
        version: { increment: 1 },
      },
    })
    if (changed.count === 0)
      throw conflict("The damage changed since you looked at it. Look again, then decide.")
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "damage.accepted",
      actor: ctx.actor,
      now,
      body: { damageId, name: damage.name, resource: damage.resource, from: damage.state, reason },
    })
    await followRecovery(tx, { incidentId: incident.id, now })
  })
  return readDamage({ ctx, reference, damageId })
}
