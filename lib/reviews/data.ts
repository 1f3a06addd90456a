import "server-only"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { ActionItem } from "@/lib/db/generated/client"
import { collectReviewFacts } from "@/lib/reviews/collect-facts"
import { computeMetrics } from "@/lib/reviews/compute-metrics"
import { draftReview } from "@/lib/reviews/draft-review"
import {
  type ActionItemDto,
  actionItemTypes,
  type ReportListItemDto,
  type ReviewDto,
  reviewContentSchema,
} from "@/lib/reviews/schema"
import { suggestActionItems } from "@/lib/reviews/suggest-action-items"

/** The review as saved, or a fresh draft from facts (version 0) when nobody has saved one yet. */
export async function readReview({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<ReviewDto> {
  requirePermission(ctx.actor, "incident.read")
  const { incidentId, facts } = await collectReviewFacts(ctx, reference)
  const [row, items] = await Promise.all([
    ctx.db.review.findUnique({ where: { incidentId } }),
    ctx.db.actionItem.findMany({ where: { incidentId, removedAt: null }, orderBy: { createdAt: "asc" } }),
  ])
  const actionItems = items.map((item) => actionItemDto(item, ctx.now()))
  const mayNotEdit = refusal(ctx.actor, "review.edit")
  const common = { facts, actionItems, suggestions: suggestActionItems(facts), mayNotEdit }
  if (!row) {
    return {
      ...common,
      state: "draft",
      content: draftReview(facts),
      version: 0,
      updatedAt: ctx.now().toISOString(),
      updatedBy: "drafted from facts",
      completedAt: null,
      mayNotComplete: mayNotEdit ?? "save the draft first",
    }
  }
  return {
    ...common,
    state: row.state,
    content: reviewContentSchema.parse(row.content),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
    completedAt: row.completedAt?.toISOString() ?? null,
    mayNotComplete:
      mayNotEdit ??
      (row.state === "reviewed" && facts.status === "reviewed"
        ? "it is complete"
        : facts.resolvedAt
          ? null
          : "resolve the incident first"),
  }
}

export function actionItemDto(row: ActionItem, now: Date): ActionItemDto {
  const dueOn = row.dueOn ? row.dueOn.toISOString().slice(0, 10) : null
  return {
    id: row.id,
    title: row.title,
    type: actionItemTypes.find((t) => t === row.type) ?? "process",
    owner: row.owner,
    dueOn,
    done: row.doneAt !== null,
    doneAt: row.doneAt?.toISOString() ?? null,
    doneBy: row.doneBy,
    overdue: row.doneAt === null && dueOn !== null && dueOn < now.toISOString().slice(0, 10),
    version: row.version,
  }
}

/** Resolved incidents, newest first. Drills only when asked for: they never count. */
export async function listReports({
  ctx,
  includeDrills = false,
}: {
  ctx: Context
  includeDrills?: boolean
}): Promise<ReportListItemDto[]> {
  requirePermission(ctx.actor, "incident.read")
  const rows = await ctx.db.incident.findMany({
    where: { resolvedAt: { not: null }, ...(includeDrills ? {} : { isDrill: false }) },
    orderBy: { resolvedAt: "desc" },
    take: 500,
    include: {
      review: { select: { state: true } },
      damages: { select: { state: true } },
      actionItems: { where: { removedAt: null, doneAt: null } },
    },
  })
  return rows.map((row) => ({
    reference: row.reference,
    isDrill: row.isDrill,
    title: row.title,
    severity: row.severity,
    status: row.status,
    declaredAt: row.declaredAt.toISOString(),
    resolvedAt: (row.resolvedAt ?? row.declaredAt).toISOString(),
    allProvenAfterMs: row.containedAt ? Number(row.containedAt) - Number(row.declaredAt) : null,
    recoveredAfterMs: row.recoveredAt ? Number(row.recoveredAt) - Number(row.declaredAt) : null,
    metrics: computeMetrics({
      impactStartedAt: row.impactStartedAt?.toISOString() ?? null,
      detectedAt: row.detectedAt.toISOString(),
      containedAt: row.containedAt?.toISOString() ?? null,
      recoveredAt: row.recoveredAt?.toISOString() ?? null,
      resolvedAt: row.resolvedAt?.toISOString() ?? null,
    }),
    damaged: row.damages.length,
    restored: row.damages.filter((d) => d.state === "restored").length,
    lost: row.damages.filter((d) => d.state === "no_way_back" || d.state === "accepted").length,
    reviewState: row.review?.state ?? "none",
    openActionItems: row.actionItems.length,
    overdueActionItems: row.actionItems.filter((item) => actionItemDto(item, ctx.now()).overdue).length,
  }))
}
