import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { readReview } from "@/lib/reviews/data"
import { completeReviewInput, type ReviewDto } from "@/lib/reviews/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Closes the review and moves a resolved incident to `reviewed`. Errors: conflict on another version; precondition when open. */
export async function completeReview({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: { version: number }
}): Promise<ReviewDto> {
  requirePermission(ctx.actor, "review.edit")
  const { version } = parseInput(completeReviewInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    if (incident.status !== "resolved" && incident.status !== "reviewed") {
      throw preconditionFailed("The incident is not resolved. Resolve it first, then complete the review.")
    }
    const review = await tx.review.findUnique({ where: { incidentId: incident.id } })
    if (incident.status === "reviewed" && review?.state === "reviewed")
      throw preconditionFailed("The review is complete already.")
    const updated = await tx.review.updateMany({
      where: { incidentId: incident.id, version },
      data: { state: "reviewed", completedAt: ctx.now(), version: version + 1 },
    })
    if (updated.count === 0)
      throw conflict("The review was changed meanwhile. Reload it and complete it again.")
    await tx.incident.update({
      where: { id: incident.id },
      data: { status: "reviewed", reviewedAt: ctx.now(), version: { increment: 1 } },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "review.completed",
      actor: ctx.actor,
      now: ctx.now(),
      body: {},
    })
  })
  return readReview({ ctx, reference })
}
