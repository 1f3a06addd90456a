import "server-only"
import { actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import { isOpen, judgeStatusChange, messageCadenceMs } from "@/lib/incidents/policy"
import { readContainment } from "@/lib/incidents/read-containment"
import { changeStatusInput, type IncidentDto } from "@/lib/incidents/schema"
import { unsettledDamage } from "@/lib/incidents/unsettled-damage"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Changes the status with its why. Against the proofs it becomes a statement, kept with who and when. Resolving ends
 * the update cadence; reopening starts it again. Errors: precondition-failed with the reason.
 */
export async function changeStatus({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { status: string; why: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { status, why } = parseInput(changeStatusInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    requirePermission(ctx.actor, "incident.command", {
      isCommander: await isCommander(tx, incident.id, ctx.actor),
    })
    const containment = await readContainment(tx, incident.id)
    const openDamage = await tx.damage.count({ where: { incidentId: incident.id, ...unsettledDamage } })
    const judged = judgeStatusChange(incident.status, status, {
      contained: containment.contained,
      credentials: containment.total,
      openDamage,
    })
    if (!judged.allowed) throw preconditionFailed(`The status cannot change: ${judged.reason}.`)
    const now = ctx.now()
    const reopened = !isOpen(incident.status) && isOpen(status)
    await tx.incident.update({
      where: { id: incident.id },
      data: {
        status,
        version: { increment: 1 },
        statusStatedAt: judged.stated ? now : null,
        statusStatedById: judged.stated ? actorUserId(ctx.actor) : null,
        statusReason: judged.stated ? why : null,
        ...(status === "resolved" ? { resolvedAt: incident.resolvedAt ?? now, nextUpdateDueAt: null } : {}),
        ...(reopened
          ? {
              resolvedAt: null,
              reviewedAt: null,
              nextUpdateDueAt: new Date(now.getTime() + messageCadenceMs(incident.severity)),
            }
          : {}),
        ...(incident.status === "reviewed" ? { reviewedAt: null } : {}),
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: judged.stated ? "incident.status_stated" : "incident.status_changed",
      actor: ctx.actor,
      now,
      body: { from: incident.status, to: status, reason: why, against: judged.why },
    })
  })
  return readIncident({ ctx, reference })
}
