import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { appendEntry } from "@/lib/timeline/append-entry"
import type { AssessmentDto } from "./schema"
import { toAssessmentDto } from "./to-dto"

/**
 * Stops a reading. One that never came to an end is cancelled; one that is followed stays finished and is not read
 * again. What was kept stays. Throws not-permitted, not-found, precondition-failed (nothing is under way).
 */
export async function cancelAssessment({
  ctx,
  reference,
  assessmentId,
}: {
  ctx: Context
  reference: string
  assessmentId: string
}): Promise<AssessmentDto> {
  requirePermission(ctx.actor, "assessment.run")
  const now = ctx.now()
  const row = await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const before = await tx.assessment.findFirst({ where: { id: assessmentId, incidentId: incident.id } })
    if (!before) throw notFound(`${reference} has no such assessment.`)
    const unfinished = before.state === "queued" || before.state === "reading"
    if (!unfinished && before.dueAt === null)
      throw preconditionFailed("This assessment has ended. There is nothing to stop.")
    // The fence tells a worker that reads now to stop: what it still brings is not kept.
    const stopped = await tx.assessment.updateMany({
      where: { id: before.id, state: before.state },
      data: {
        dueAt: null,
        follow: false,
        progress: "",
        leaseOwner: null,
        leaseUntil: null,
        fence: { increment: 1 },
        ...(unfinished ? { state: "cancelled" } : {}),
      },
    })
    if (stopped.count === 0) throw conflict("The assessment moved on. Look again.")
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "assessment.cancelled",
      actor: ctx.actor,
      now,
      body: { finished: !unfinished },
    })
    return tx.assessment.findUniqueOrThrow({ where: { id: before.id } })
  })
  return toAssessmentDto(row)
}
