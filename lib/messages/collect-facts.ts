import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"
import { messageCadenceMs } from "@/lib/incidents/policy"
import { readContainment } from "@/lib/incidents/read-containment"
import type { DraftQuery, MessageFacts } from "@/lib/messages/schema"

/**
 * Reads what a message may say, as it stands now. Throws not-found. The caller has checked permission, and holds the
 * incident's row lock when it sends.
 */
export async function collectFacts(
  { db, now }: { db: PrismaClient | Tx; now: () => Date },
  reference: string,
  { kind, nextUpdateAt, reviewOn }: DraftQuery,
): Promise<{ incidentId: string; facts: MessageFacts }> {
  const incident = await db.incident.findUnique({
    where: { reference },
    include: { agent: true, sources: true, damages: { orderBy: [{ grade: "desc" }, { firstAt: "asc" }] } },
  })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const restoreSteps = await db.step.findMany({
    where: { incidentId: incident.id, state: "verified", plan: { kind: "restore" } },
    select: {
      targetLabel: true,
      damage: { select: { options: { select: { action: true, point: true, method: true } } } },
      action: true,
    },
  })
  const damages = incident.damages.filter((d) => d.succeeded > 0 || d.state !== "damaged")
  const containment = await readContainment(db, incident.id)
  const ends = incident.sources.map((s) => s.completeUpTo).filter((t): t is Date => t !== null)
  const first = damages
    .filter((d) => d.firstAt && d.succeeded > 0)
    .sort((a, b) => Number(a.firstAt) - Number(b.firstAt))[0]
  const count = (state: string) => damages.filter((d) => d.state === state).length
  const agent = [incident.agent?.name, incident.agentKind || incident.agent?.kind, incident.agentVersion]
    .filter(Boolean)
    .join(" ")
  return {
    incidentId: incident.id,
    facts: {
      reference: incident.reference,
      isDrill: incident.isDrill,
      title: incident.title,
      service: incident.service,
      severity: incident.severity,
      status: incident.status,
      phase: incident.phase,
      declaredAt: incident.declaredAt.toISOString(),
      detectedAt: incident.detectedAt.toISOString(),
      impactStartedAt: incident.impactStartedAt?.toISOString() ?? null,
      recoveredAt: incident.recoveredAt?.toISOString() ?? null,
      resolvedAt: incident.resolvedAt?.toISOString() ?? null,
      now: now().toISOString(),
      nextUpdateAt:
        kind === "resolution"
          ? null
          : (nextUpdateAt ?? new Date(now().getTime() + messageCadenceMs(incident.severity)).toISOString()),
      agent,
      agentInstruction: incident.agentInstruction,
      containment: {
        total: containment.total,
        proven: containment.proven,
        applied: containment.applied,
        underWay: containment.underWay,
        notStarted: containment.notStarted,
        unverifiable: containment.unverifiable,
        stated: containment.stated,
        needsDecision: containment.needsDecision,
      },
      containmentStated: incident.statusStatedAt !== null && incident.status === "contained",
      damage: {
        resources: damages.length,
        restored: count("restored"),
        partlyRestored: count("partly_restored"),
        noWayBack: count("no_way_back"),
        accepted: count("accepted"),
        statements: damages.slice(0, 50).map((d) => `${d.name}: ${d.statement}`),
        completeUpTo: ends.length ? new Date(Math.min(...ends.map(Number))).toISOString() : null,
        reading: incident.sources.length > 0,
        assessed: incident.sources.some((s) => s.state === "read"),
      },
      firstEffect: first
        ? { action: firstAction(first.detail), resource: `${first.effect} ${first.name}` }
        : null,
      restoredFrom: [...new Set(restoreSteps.map((s) => sayOrigin(s)))],
      workaround: incident.workaround,
      eta: incident.etaText,
      reviewOn: reviewOn ?? null,
    },
  }
}

/** The assessment keeps the first destructive action in the damage's detail. */
function firstAction(detail: unknown): string {
  if (
    detail &&
    typeof detail === "object" &&
    "firstAction" in detail &&
    typeof detail.firstAction === "string"
  )
    return detail.firstAction
  return "a destructive call"
}

function sayOrigin(step: {
  action: string
  targetLabel: string
  damage: { options: { action: string; point: Date | null; method: string }[] } | null
}): string {
  const option = step.damage?.options.find((o) => o.action === step.action)
  const point = option?.point ? ` as of ${option.point.toISOString().slice(0, 19).replace("T", " ")} UTC` : ""
  return option ? `${option.method}${point} (${step.targetLabel})` : step.targetLabel
}
