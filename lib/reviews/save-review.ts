import "server-only"
import { actorLabel } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { conflict } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { readReview } from "@/lib/reviews/data"
import { type ReviewDto, type SaveReviewInput, saveReviewInput } from "@/lib/reviews/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

const savedMeanwhile =
  "Somebody else saved this review meanwhile. Your text is not lost: compare it with theirs, then save again."

/**
 * Saves the whole text. `version` is the one that was on the screen (0: nobody has saved yet); another version in the
 * database is a conflict, and nothing is overwritten. Saving a completed review reopens it: the
 * incident is resolved again, and no longer reviewed.
 */
export async function saveReview({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: SaveReviewInput
}): Promise<ReviewDto> {
  requirePermission(ctx.actor, "review.edit")
  const { content, version } = parseInput(saveReviewInput, input)
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    const by = actorLabel(ctx.actor)
    const stamp = { content, updatedAt: ctx.now(), updatedBy: by }
    if (version === 0) {
      const created = await tx.review.createMany({
        data: [{ incidentId: incident.id, ...stamp, draftedAt: ctx.now() }],
        skipDuplicates: true,
      })
      if (created.count === 0) throw conflict(savedMeanwhile)
    } else {
      const updated = await tx.review.updateMany({
        where: { incidentId: incident.id, version },
        data: { ...stamp, version: version + 1, state: "in_review", completedAt: null },
      })
      if (updated.count === 0) throw conflict(savedMeanwhile)
    }
    const reopened = incident.status === "reviewed"
    if (reopened) {
      await tx.incident.update({
        where: { id: incident.id },
        data: { status: "resolved", reviewedAt: null, version: { increment: 1 } },
      })
    }
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: version === 0 ? "review.started" : "review.edited",
      actor: ctx.actor,
      now: ctx.now(),
      body: { version: version + 1, reopened },
    })
  })
  return readReview({ ctx, reference })
}
