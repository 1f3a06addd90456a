import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"
import { attachConnections } from "@/lib/incidents/attach-connections"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { addConnectionInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Lets the incident work with one more account. */
export async function addConnection({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { connectionId: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { connectionId } = parseInput(addConnectionInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const [name] = await attachConnections(tx, incident, [connectionId])
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "connection.added",
      actor: ctx.actor,
      now: ctx.now(),
      body: { name: name ?? "", connectionId },
    })
  })
  return readIncident({ ctx, reference })
}
