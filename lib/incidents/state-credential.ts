import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { incidentCredentials } from "@/lib/incidents/read-containment"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { type IncidentDto, stateCredentialInput } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** "Rotated by its owner": a statement for what no action of ours can revoke. It never counts as proven. */
export async function stateCredential({
  ctx,
  reference,
  credentialId,
  input,
}: {
  ctx: Context
  reference: string
  credentialId: string
  input: { note: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { note } = parseInput(stateCredentialInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const credential = (await incidentCredentials(tx, incident)).find((c) => c.id === credentialId)
    if (!credential) throw notFound("There is no such credential on this incident.")
    await tx.credential.update({
      where: { id: credential.id },
      data: {
        statedAt: ctx.now(),
        statedBy: actorLabel(ctx.actor),
        statedById: actorUserId(ctx.actor),
        statedNote: note,
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "credential.stated",
      actor: ctx.actor,
      now: ctx.now(),
      body: { identifier: credential.identifier, label: credential.label, detail: note },
    })
    await recomputeContainment({ tx, incidentId: incident.id, now: ctx.now() })
  })
  return readIncident({ ctx, reference })
}
