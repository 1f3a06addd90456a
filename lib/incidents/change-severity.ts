import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import { messageCadenceMs } from "@/lib/incidents/policy"
import { changeSeverityInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Changes the severity with its why. A shorter cadence brings the next update forward, never back. */
export async function changeSeverity({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { severity: 1 | 2 | 3 | 4; why: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { severity, why } = parseInput(changeSeverityInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    requirePermission(ctx.actor, "incident.command", {
      isCommander: await isCommander(tx, incident.id, ctx.actor),
    })
    if (incident.severity === severity) throw preconditionFailed(`It is SEV-${severity} already.`)
    const due = incident.nextUpdateDueAt
    const soonest = new Date(ctx.now().getTime() + messageCadenceMs(severity))
    await tx.incident.update({
      where: { id: incident.id },
      data: {
        severity,
        version: { increment: 1 },
        ...(due && soonest < due ? { nextUpdateDueAt: soonest } : {}),
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "incident.severity_changed",
      actor: ctx.actor,
      now: ctx.now(),
      body: { from: incident.severity, to: severity, reason: why },
    })
  })
  return readIncident({ ctx, reference })
}
