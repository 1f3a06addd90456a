import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { raiseAlerts } from "@/lib/alerts/raise-alerts"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Prisma } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { attachAgentConnections, attachConnections } from "@/lib/incidents/attach-connections"
import { readIncident } from "@/lib/incidents/data"
import { nextReference } from "@/lib/incidents/next-reference"
import { firstMinutesMs } from "@/lib/incidents/policy"
import { type DeclareInput, declareInput, type IncidentDto } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Declares a real incident: the declarer commands it, its agent's connections are attached, contacts are alerted in
 * the same transaction. Errors: not-permitted, invalid-input.
 */
export async function declareIncident({
  ctx,
  input,
  idempotencyKey,
}: {
  ctx: Context
  input: DeclareInput
  /** Row name under which the reference is kept; a second writer of the same name loses and reads the first. */
  idempotencyKey?: string
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.declare")
  const wanted = parseInput(declareInput, input)
  const reference = await transaction(ctx.db, async (tx) => {
    if (idempotencyKey) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${idempotencyKey}, 0))`
      const first = await tx.setting.findUnique({ where: { key: idempotencyKey } })
      if (first) return String(first.value)
    }
    const opened = await openIncident(tx, ctx, wanted, { drill: null })
    if (idempotencyKey) await tx.setting.create({ data: { key: idempotencyKey, value: opened.reference } })
    return opened.reference
  })
  return readIncident({ ctx, reference })
}

type Wanted = ReturnType<typeof declareInput.parse>

/** The writing part, shared with drills: `drill` is what a drill keeps about its practice account, else null. */
export async function openIncident(
  tx: Tx,
  ctx: Pick<Context, "actor" | "now">,
  { connectionIds, agentId, detectedAt, ...facts }: Wanted,
  { drill }: { drill: Prisma.InputJsonObject | null },
): Promise<{ id: string; reference: string }> {
  const now = ctx.now()
  const isDrill = drill !== null
  if (detectedAt && new Date(detectedAt) > now) {
    throw invalidInput("detectedAt: the time of detection is in the future. Give a time in the past.")
  }
  const agent = agentId
    ? await tx.agent.findFirst({
        where: { id: agentId, isDrill, archivedAt: null },
        include: { credentials: { where: { removedAt: null } } },
      })
    : null
  if (agentId && !agent)
    throw invalidInput("agentId: there is no such agent. Choose one from the list, or leave it empty.")
  const reference = await nextReference(tx, isDrill)
  const incident = await tx.incident.create({
    data: {
      ...facts,
      reference,
      isDrill,
      ...(drill ? { drill } : {}),
      agentId,
      agentKind: facts.agentKind || (agent?.kind ?? ""),
      agentVersion: facts.agentVersion || (agent?.version ?? ""),
      agentRunBy: facts.agentRunBy || (agent?.owner ?? ""),
      declaredById: actorUserId(ctx.actor),
      declaredByLabel: actorLabel(ctx.actor),
      declaredAt: now,
      detectedAt: detectedAt ? new Date(detectedAt) : now,
      nextUpdateDueAt: new Date(now.getTime() + firstMinutesMs),
    },
  })
  const userId = actorUserId(ctx.actor)
  if (userId)
    await tx.responder.create({ data: { incidentId: incident.id, userId, role: "commander", since: now } })
  await attachConnections(tx, incident, connectionIds)
  await attachAgentConnections(tx, incident, agent?.credentials ?? [])
  await appendEntry(tx, {
    incidentId: incident.id,
    kind: "incident.declared",
    actor: ctx.actor,
    now,
    body: {
      reference,
      title: incident.title,
      severity: incident.severity,
      agent: agent?.name ?? "",
      instruction: incident.agentInstruction,
      commander: userId ? actorLabel(ctx.actor) : "",
    },
  })
  await raiseAlerts(tx, { incident, now })
  return { id: incident.id, reference }
}
