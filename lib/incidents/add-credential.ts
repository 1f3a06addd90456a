import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { attachConnections } from "@/lib/incidents/attach-connections"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { incidentCredentials } from "@/lib/incidents/read-containment"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { addCredentialInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Adds a credential by hand. The incident is not contained until this one is proven dead as well. */
export async function addCredential({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { connectionId: string | null; kind: string; identifier: string; label?: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const wanted = parseInput(addCredentialInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    await attachConnections(tx, incident, [wanted.connectionId])
    const known = await incidentCredentials(tx, incident)
    if (
      known.some(
        (c) =>
          c.identifier === wanted.identifier &&
          c.kind === wanted.kind &&
          c.connectionId === wanted.connectionId,
      )
    ) {
      throw preconditionFailed("This credential is on the list already.")
    }
    await tx.credential.create({
      data: { ...wanted, incidentId: incident.id, origin: "identified", addedAt: ctx.now() },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "credential.added",
      actor: ctx.actor,
      now: ctx.now(),
      body: { kind: wanted.kind, identifier: wanted.identifier, label: wanted.label },
    })
    await recomputeContainment({ tx, incidentId: incident.id, now: ctx.now() })
  })
  return readIncident({ ctx, reference })
}
