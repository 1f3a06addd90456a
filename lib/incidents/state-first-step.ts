import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notPermitted } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import type { FirstStepKind } from "@/lib/incidents/policy"
import { type IncidentDto, stateFirstStepInput } from "@/lib/incidents/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Ticks a first step by hand: a statement with its note, shown as such until facts complete the step. */
export async function stateFirstStep({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { kind: FirstStepKind; note: string }
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.update")
  const { kind, note } = parseInput(stateFirstStepInput, input)
  const statedById = actorUserId(ctx.actor)
  if (!statedById) throw notPermitted("Only a person can state a first step.")
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const stated = { statedById, statedBy: actorLabel(ctx.actor), statedAt: ctx.now(), note }
    await tx.firstStep.upsert({
      where: { incidentId_kind: { incidentId: incident.id, kind } },
      create: { incidentId: incident.id, kind, ...stated },
      update: stated,
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "first_step.stated",
      actor: ctx.actor,
      now: ctx.now(),
      body: { step: kind, note },
    })
  })
  return readIncident({ ctx, reference })
}
