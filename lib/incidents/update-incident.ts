import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { type IncidentDto, type UpdateIncidentInput, updateIncidentInput } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

const words: Record<string, string> = {
  title: "the title",
  service: "the service",
  summary: "the summary",
  agentKind: "the agent's kind",
  agentVersion: "the agent's version",
  agentRunBy: "who ran the agent",
  agentInstruction: "the agent's instruction",
  workaround: "the workaround",
  etaText: "the ETA",
  phase: "the phase",
  detectedAt: "the time of detection",
}

/** Changes facts that people type. Guarded by the version on the screen; the entry keeps old and new values. */
export async function updateIncident({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: UpdateIncidentInput
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { version, detectedAt, ...texts } = parseInput(updateIncidentInput, input)
  if (detectedAt && new Date(detectedAt) > ctx.now()) {
    throw invalidInput("detectedAt: the time of detection is in the future. Give a time in the past.")
  }
  const data = { ...texts, ...(detectedAt ? { detectedAt: new Date(detectedAt) } : {}) }
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    if (incident.version !== version)
      throw conflict("Somebody else changed the incident. Reload and change it again.")
    const changed = Object.entries(data).filter(
      ([key, value]) => String(incident[key as keyof typeof data]) !== String(value),
    )
    if (changed.length === 0) return
    await tx.incident.update({ where: { id: incident.id }, data: { ...data, version: version + 1 } })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "incident.updated",
      actor: ctx.actor,
      now: ctx.now(),
      body: {
        fields: changed.map(([key]) => words[key] ?? key).join(", "),
        from: Object.fromEntries(changed.map(([key]) => [key, incident[key as keyof typeof data]])),
        to: Object.fromEntries(changed),
      },
    })
  })
  return readIncident({ ctx, reference })
}
