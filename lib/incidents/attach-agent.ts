import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { attachAgentConnections } from "@/lib/incidents/attach-connections"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { attachAgentInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Names the agent of an incident that was declared without one; its registered credentials count from now on. */
export async function attachAgent({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { agentId: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { agentId } = parseInput(attachAgentInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const agent = await tx.agent.findFirst({
      where: { id: agentId, isDrill: incident.isDrill, archivedAt: null },
      include: { credentials: { where: { removedAt: null } } },
    })
    if (!agent) throw invalidInput("agentId: there is no such agent. Choose one from the list.")
    await tx.incident.update({
      where: { id: incident.id },
      data: {
        agentId,
        agentKind: incident.agentKind || agent.kind,
        agentVersion: incident.agentVersion || agent.version,
        agentRunBy: incident.agentRunBy || agent.owner,
        version: { increment: 1 },
      },
    })
    await attachAgentConnections(tx, incident, agent.credentials)
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "incident.updated",
      actor: ctx.actor,
      now: ctx.now(),
      body: { fields: "the agent", agent: agent.name },
    })
    await recomputeContainment({ tx, incidentId: incident.id, now: ctx.now() })
  })
  return readIncident({ ctx, reference })
}
