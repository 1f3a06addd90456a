import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { readAgent } from "@/lib/agents/data"
import { judgeNewCredentials } from "@/lib/agents/judge-new-credentials"
import { lockAgent, openIncidentsOf } from "@/lib/agents/load-agent"
import { type AddCredentialInput, type AgentDto, addCredentialSchema } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Incident } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { attachConnections } from "@/lib/incidents/attach-connections"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { recomputeContainment } from "@/lib/incidents/recompute-containment"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Registers one more credential. Open incidents of the agent count on it from now on. */
export async function addAgentCredential({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: AddCredentialInput
}): Promise<AgentDto> {
  requirePermission(ctx.actor, "agent.edit")
  const wanted = parseInput(addCredentialSchema, input)
  await transaction(ctx.db, async (tx) => {
    // Incidents first, as everywhere: their locks come before the agent's.
    const open: Incident[] = []
    for (const reference of await openIncidentsOf(tx, id))
      open.push(await lockIncidentByReference(tx, reference))
    await lockAgent(tx, { id })
    await judgeNewCredentials(tx, [{ input: wanted, at: "" }])
    const { connectionId, kind, identifier } = wanted
    const known = await tx.credential.findFirst({
      where: { agentId: id, incidentId: null, connectionId, kind, identifier, removedAt: null },
    })
    if (known) throw preconditionFailed("The agent has this credential already.")
    await tx.credential.create({
      data: { ...wanted, agentId: id, origin: "registered", addedAt: ctx.now() },
    })
    await tx.agent.update({ where: { id }, data: { rowVersion: { increment: 1 } } })
    for (const incident of open) await tell(tx, ctx, incident, wanted)
    await recordActivity(tx, {
      kind: "agent.credential_added",
      actor: ctx.actor,
      subject: `agent/${id}`,
      detail: { kind, identifier, label: wanted.label, connectionId },
      now: ctx.now(),
    })
  })
  return readAgent({ ctx, id })
}

async function tell(
  tx: Tx,
  ctx: Context,
  incident: Incident,
  { connectionId, kind, identifier, label }: AddCredentialInput,
): Promise<void> {
  await attachConnections(tx, incident, [connectionId])
  await appendEntry(tx, {
    incidentId: incident.id,
    kind: "credential.added",
    actor: ctx.actor,
    now: ctx.now(),
    body: { kind, identifier, label },
  })
  await recomputeContainment({ tx, incidentId: incident.id, now: ctx.now() })
}
