import "server-only"
import { actorUserId } from "@/lib/actor"
import { type Permission, refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { notFound } from "@/lib/errors"
import { computeFirstSteps } from "@/lib/incidents/first-steps"
import { isOpen } from "@/lib/incidents/policy"
import { incidentCredentials, readContainment } from "@/lib/incidents/read-containment"
import type { CredentialDto, IncidentDto } from "@/lib/incidents/schema"
import { unsettledDamage } from "@/lib/incidents/unsettled-damage"
import { liveLinkPath } from "@/lib/live/live-link-path"

/** Everything the command view's head, first steps and containment line need, in one read. */
export async function readIncident({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<IncidentDto> {
  requirePermission(ctx.actor, "incident.read")
  const row = await ctx.db.incident.findUnique({
    where: { reference },
    include: {
      agent: true,
      responders: { where: { until: null }, include: { user: true }, orderBy: { since: "asc" } },
      handOvers: { where: { acceptedAt: null, declinedAt: null }, orderBy: { offeredAt: "asc" } },
      firstSteps: true,
      alerts: {
        orderBy: { raisedAt: "asc" },
        include: { deliveries: { orderBy: { createdAt: "asc" } } },
      },
      liveLinks: { where: { revokedAt: null }, orderBy: { createdAt: "desc" }, take: 1 },
      connections: { include: { connection: true }, orderBy: { addedAt: "asc" } },
      assessments: { where: { state: { not: "cancelled" } }, orderBy: { requestedAt: "desc" }, take: 1 },
      _count: { select: { damages: true, messages: true, plans: true } },
    },
  })
  if (!row) throw notFound(`There is no incident ${reference}. Check the number.`)
  const [containment, credentials, people, openDamage] = await Promise.all([
    readContainment(ctx.db, row.id),
    incidentCredentials(ctx.db, row),
    names(ctx, [...row.handOvers.flatMap((h) => [h.fromUserId, h.toUserId]), row.statusStatedById]),
    ctx.db.damage.count({ where: { incidentId: row.id, ...unsettledDamage } }),
  ])
  const responders = row.responders.map((r) => ({
    userId: r.userId,
    name: r.user.name,
    role: r.role,
    since: r.since.toISOString(),
  }))
  const commander = responders.find((r) => r.role === "commander") ?? null
  const me = actorUserId(ctx.actor)
  const alerts = row.alerts.map((a) => ({
    id: a.id,
    contact: a.contactLabel,
    kind: a.contactKind,
    raisedAt: a.raisedAt.toISOString(),
    escalateAt: iso(a.escalateAt),
    escalatedAt: iso(a.escalatedAt),
    acknowledgedAt: iso(a.acknowledgedAt),
    acknowledgedBy: a.acknowledgedBy,
    deliveries: a.deliveries.map((d) => ({
      id: d.id,
      channel: d.channel,
      state: d.state,
      failure: d.failure,
    })),
  }))
  const assessment = row.assessments[0]
  const may = (permission: Permission) =>
    refusal(ctx.actor, permission, commander?.userId === me && me !== null)
  const { provenAt: _provenAt, ...said } = containment
  return {
    id: row.id,
    reference: row.reference,
    isDrill: row.isDrill,
    title: row.title,
    severity: row.severity,
    status: row.status,
    statusStated: row.statusStatedAt
      ? {
          by: people.get(row.statusStatedById ?? "") ?? "a token",
          at: row.statusStatedAt.toISOString(),
          reason: row.statusReason ?? "",
        }
      : null,
    service: row.service,
    summary: row.summary,
    declaredAt: row.declaredAt.toISOString(),
    declaredBy: row.declaredByLabel,
    detectedAt: row.detectedAt.toISOString(),
    impactStartedAt: iso(row.impactStartedAt),
    containedAt: iso(row.containedAt),
    recoveredAt: iso(row.recoveredAt),
    resolvedAt: iso(row.resolvedAt),
    reviewedAt: iso(row.reviewedAt),
    agent: {
      id: row.agentId,
      name: row.agent?.name ?? "",
      kind: row.agentKind || (row.agent?.kind ?? ""),
      version: row.agentVersion || (row.agent?.version ?? ""),
      runBy: row.agentRunBy || (row.agent?.owner ?? ""),
      instruction: row.agentInstruction,
      runsOn: row.agent?.runsOn ?? "",
    },
    commander,
    responders,
    handOvers: row.handOvers.map((h) => ({
      id: h.id,
      role: h.role,
      from: h.fromUserId ? (people.get(h.fromUserId) ?? null) : null,
      to: people.get(h.toUserId) ?? "",
      toUserId: h.toUserId,
      note: h.note,
      offeredAt: h.offeredAt.toISOString(),
    })),
    firstSteps: computeFirstSteps({
      containment,
      containedAt: iso(row.containedAt),
      assessment: assessment
        ? { state: assessment.state, finishedAt: iso(assessment.finishedAt), progress: assessment.progress }
        : null,
      alerts,
      stated: row.firstSteps.map((s) => ({
        kind: s.kind,
        statedBy: s.statedBy,
        statedAt: s.statedAt.toISOString(),
        note: s.note,
      })),
    }),
    containment: said,
    credentials: credentials.map(credentialDto),
    connections: row.connections.map(({ connection: c }) => ({
      id: c.id,
      name: c.name,
      connector: c.connector,
      isRange: c.isRange,
      accountId: c.accountId,
    })),
    nextUpdateDueAt: isOpen(row.status) ? iso(row.nextUpdateDueAt) : null,
    messagesSent: row._count.messages,
    workaround: row.workaround,
    etaText: row.etaText,
    phase: row.phase,
    alerts,
    counts: {
      timeline: row.headSequence,
      damage: row._count.damages,
      openDamage,
      messages: row._count.messages,
      plans: row._count.plans,
    },
    liveLink: row.liveLinks[0] && may("incident.command") === null ? liveLinkPath(row.liveLinks[0]) : null,
    headSequence: row.headSequence,
    headHash: row.headHash,
    serverNow: ctx.now().toISOString(),
    version: row.version,
    myRoles: responders.filter((r) => r.userId === me).map((r) => r.role),
    may: {
      update: may("incident.update"),
      command: may("incident.command"),
      note: may("incident.note"),
      redact: may("incident.redact"),
      approve: may("plan.approve"),
      act: may("plan.act"),
      assess: may("assessment.run"),
      send: may("message.send"),
    },
  }
}

export function credentialDto(row: {
  id: string
  kind: string
  identifier: string
  label: string
  origin: CredentialDto["origin"]
  connectionId: string | null
  statedAt: Date | null
  statedBy: string | null
  statedNote: string | null
}): CredentialDto {
  return {
    id: row.id,
    kind: row.kind,
    identifier: row.identifier,
    label: row.label || row.identifier,
    origin: row.origin,
    connectionId: row.connectionId,
    stated: row.statedAt
      ? { by: row.statedBy ?? "", at: row.statedAt.toISOString(), note: row.statedNote ?? "" }
      : null,
  }
}

async function names(ctx: Context, ids: (string | null)[]): Promise<Map<string, string>> {
  const wanted = ids.filter((id): id is string => id !== null)
  if (wanted.length === 0) return new Map()
  const users = await ctx.db.user.findMany({
    where: { id: { in: wanted } },
    select: { id: true, name: true },
  })
  return new Map(users.map((u) => [u.id, u.name]))
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
