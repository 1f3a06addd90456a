import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { invalidInput, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import { type AssessmentDto, type RequestAssessmentInput, requestAssessmentSchema } from "./schema"
import { toAssessmentDto } from "./to-dto"

const day = 86_400_000
/** CloudTrail keeps event history for 90 days; older windows can only be read from trail files. */
const longest = 400 * day

/**
 * Asks for a reading of the incident's connections; a worker takes it at once. The last 24 hours unless told
 * otherwise. A new request ends an older one that is still followed. Throws not-permitted, not-found,
 * precondition-failed (no connection), invalid-input (a window that cannot be).
 */
export async function requestAssessment({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: RequestAssessmentInput
}): Promise<AssessmentDto> {
  requirePermission(ctx.actor, "assessment.run")
  const wanted = parseInput(requestAssessmentSchema, input)
  const now = ctx.now()
  const windowTo = wanted.to ? new Date(wanted.to) : now
  const windowFrom = wanted.from ? new Date(wanted.from) : new Date(windowTo.getTime() - day)
  if (windowFrom >= windowTo) throw invalidInput("The window ends before it begins. Choose an earlier begin.")
  if (windowTo.getTime() > now.getTime() + 60_000)
    throw invalidInput("The window ends in the future. Leave its end out to follow.")
  if (windowTo.getTime() - windowFrom.getTime() > longest)
    throw invalidInput("The window is longer than 400 days. Choose a shorter one.")
  const row = await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const connections = await tx.incidentConnection.count({ where: { incidentId: incident.id } })
    if (connections === 0)
      throw preconditionFailed("This incident has no connection to read. Add one, or an agent that has one.")
    await tx.assessment.updateMany({
      where: {
        incidentId: incident.id,
        OR: [{ dueAt: { not: null } }, { state: { in: ["queued", "reading"] } }],
      },
      data: { dueAt: null, follow: false },
    })
    await tx.assessment.updateMany({
      where: { incidentId: incident.id, state: { in: ["queued", "reading"] } },
      data: { state: "cancelled", fence: { increment: 1 } },
    })
    const created = await tx.assessment.create({
      data: {
        incidentId: incident.id,
        windowFrom,
        windowTo,
        follow: !wanted.to,
        requestedBy: actorLabel(ctx.actor),
        requestedAt: now,
      },
    })
    // Due by the database's clock, which is the one that workers compare with.
    await tx.$executeRaw`UPDATE assessment SET due_at = now() WHERE id = ${created.id}::uuid`
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "assessment.started",
      actor: ctx.actor,
      now,
      body: {
        from: windowFrom.toISOString(),
        to: wanted.to ? windowTo.toISOString() : "",
        follow: !wanted.to,
      },
    })
    return created
  })
  return toAssessmentDto({ ...row, dueAt: now })
}
