import "server-only"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { readIncident } from "@/lib/incidents/data"
import { findLiveLink } from "@/lib/live/find-live-link"
import { cleanForReaders, liveEntry } from "@/lib/live/live-entry"
import type { LiveDto } from "@/lib/live/schema"
import { entryDto } from "@/lib/timeline/entry-dto"

/** Newest entries that the page shows at first. */
const entryLimit = 200

/** What the read-only live page shows. An unknown and a revoked link are the same 404. */
export async function readLive({ ctx, token }: { ctx: Context; token: string }): Promise<LiveDto> {
  const link = await findLiveLink(ctx.db, token)
  if (!link) throw notFound("This live link does not exist or was revoked. Ask the commander for a new one.")
  const { reference } = await ctx.db.incident.findUniqueOrThrow({
    where: { id: link.incidentId },
    select: { reference: true },
  })
  const [incident, damages, sources, message, rows] = await Promise.all([
    readIncident({ ctx: { ...ctx, actor: { kind: "system", name: "live page" } }, reference }),
    ctx.db.damage.findMany({
      where: { incidentId: link.incidentId },
      orderBy: [{ grade: "desc" }, { firstAt: "asc" }],
    }),
    ctx.db.source.findMany({
      where: { incidentId: link.incidentId, state: "read" },
      select: { completeUpTo: true },
    }),
    ctx.db.message.findFirst({ where: { incidentId: link.incidentId }, orderBy: { sentAt: "desc" } }),
    ctx.db.timelineEntry.findMany({
      where: { incidentId: link.incidentId, internal: false },
      orderBy: { sequence: "desc" },
      take: entryLimit,
      include: { body: true },
    }),
  ])
  const clean = cleanForReaders
  const { credentials, ...counts } = incident.containment
  const ends = sources.flatMap((s) => (s.completeUpTo ? [Number(s.completeUpTo)] : []))
  return {
    reference: incident.reference,
    isDrill: incident.isDrill,
    title: clean(incident.title),
    severity: incident.severity,
    status: incident.status,
    statusStated: incident.statusStated !== null,
    service: clean(incident.service),
    declaredAt: incident.declaredAt,
    resolvedAt: incident.resolvedAt,
    nextUpdateDueAt: incident.nextUpdateDueAt,
    agent: {
      kind: clean(incident.agent.kind),
      version: clean(incident.agent.version),
      instruction: clean(incident.agent.instruction),
    },
    responders: incident.responders.map((r) => ({ role: r.role, name: clean(r.name) })),
    workaround: clean(incident.workaround),
    firstSteps: incident.firstSteps.map((s) => ({ ...s, statement: clean(s.statement) })),
    containment: {
      ...counts,
      credentials: credentials.map((c) => ({
        label: clean(c.label),
        certainty: c.certainty,
        state: c.state,
      })),
    },
    damage: {
      assessed: sources.length > 0,
      resources: damages.length,
      restored: damages.filter((d) => d.state === "restored").length,
      noWayBack: damages.filter((d) => d.state === "no_way_back").length,
      completeUpTo: ends.length > 0 ? new Date(Math.min(...ends)).toISOString() : null,
      items: damages
        .slice(0, 50)
        .map((d) => ({ name: clean(d.name), statement: clean(d.statement), state: d.state })),
    },
    latestMessage: message
      ? {
          kind: message.kind,
          subject: clean(message.subject),
          body: clean(message.body),
          sentAt: message.sentAt.toISOString(),
          sentBy: clean(message.sentBy),
        }
      : null,
    timeline: rows
      .toSorted((a, b) => Number(b.occurredAt) - Number(a.occurredAt) || b.sequence - a.sequence)
      .flatMap((row) => liveEntry(entryDto(row)) ?? []),
    headSequence: incident.headSequence,
    serverNow: incident.serverNow,
  }
}
