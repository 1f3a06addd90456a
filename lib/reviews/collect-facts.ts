import "server-only"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { computeMetrics } from "@/lib/reviews/compute-metrics"
import type { ReviewFacts } from "@/lib/reviews/schema"
import { summarise } from "@/lib/timeline/summarise"

/** Timeline entries a report holds at most; bulk effects never are entries, so a real incident stays far below. */
const timelineLimit = 5_000

/** Facts of the review as the rows say now. Internal notes are included: the report is for signed-in people. */
export async function collectReviewFacts(
  ctx: Context,
  reference: string,
): Promise<{ incidentId: string; facts: ReviewFacts }> {
  const incident = await ctx.db.incident.findUnique({
    where: { reference },
    include: {
      agent: true,
      sources: { orderBy: { label: "asc" } },
      damages: { orderBy: [{ grade: "desc" }, { firstAt: "asc" }] },
      responders: {
        where: { role: "commander" },
        orderBy: { since: "desc" },
        take: 1,
        include: { user: true },
      },
      steps: {
        where: { plan: { kind: "contain" }, state: { notIn: ["planned", "skipped", "cancelled", "undone"] } },
        orderBy: { position: "asc" },
      },
      _count: { select: { entries: true, credentials: { where: { origin: "minted", removedAt: null } } } },
      entries: {
        orderBy: [{ occurredAt: "asc" }, { sequence: "asc" }],
        take: timelineLimit,
        include: { body: true },
      },
    },
  })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const times = {
    impactStartedAt: iso(incident.impactStartedAt),
    detectedAt: incident.detectedAt.toISOString(),
    containedAt: iso(incident.containedAt),
    recoveredAt: iso(incident.recoveredAt),
    resolvedAt: iso(incident.resolvedAt),
  }
  return {
    incidentId: incident.id,
    facts: {
      reference: incident.reference,
      isDrill: incident.isDrill,
      title: incident.title,
      service: incident.service,
      severity: incident.severity,
      status: incident.status,
      declaredAt: incident.declaredAt.toISOString(),
      ...times,
      agent: incident.agent?.name ?? "",
      agentKind: incident.agentKind || (incident.agent?.kind ?? ""),
      agentVersion: incident.agentVersion || (incident.agent?.version ?? ""),
      agentRunBy: incident.agentRunBy,
      agentInstruction: incident.agentInstruction,
      commander: incident.responders[0]?.user.name ?? "",
      metrics: computeMetrics(times),
      damage: incident.damages.map((d) => ({
        name: d.name,
        resourceType: d.resourceType,
        effect: d.effect,
        statement: d.statement,
        state: d.state,
        by: d.by,
      })),
      sources: incident.sources.map((s) => ({
        label: s.label,
        completeUpTo: iso(s.completeUpTo),
        cannotSee: s.cannotSee,
      })),
      containment: incident.steps.map((s) => ({
        label: s.targetLabel,
        state: s.state,
        provenAt: s.state === "verified" ? iso(s.endedAt) : null,
      })),
      minted: incident._count.credentials,
      timelineTotal: incident._count.entries,
      timeline: incident.entries.map((entry) => ({
        sequence: entry.sequence,
        kind: entry.kind,
        actorKind: entry.actorKind,
        occurredAt: entry.occurredAt.toISOString(),
        actor: entry.actorLabel,
        text: entry.body?.redactedAt ? "(redacted)" : summarise(entry.kind, entry.body?.body ?? {}),
      })),
      headSequence: incident.headSequence,
      headHash: incident.headHash,
    },
  }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
