import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Incident } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { type EvidenceFolder, evidenceFolder } from "@/lib/evidence/evidence-folder"
import { incidentCredentials } from "@/lib/incidents/read-containment"
import { summariseCoverage } from "./coverage"
import { effectFiles } from "./effect-store"
import { judgeCut } from "./judge-cut"
import { laneMarks, pageEffects } from "./query-effects"
import type { AssessmentOverviewDto, EffectPageDto, EffectsQuery, EvidenceDto, IdentityDto } from "./schema"
import { toAssessmentDto, toEvidenceDto, toSourceDto } from "./to-dto"

type Reading = { ctx: Context; reference: string; folder?: EvidenceFolder }

/** Every reading of the incident, newest first, and what its sources cover together. */
export async function readAssessments({ ctx, reference }: Reading): Promise<AssessmentOverviewDto> {
  const incident = await findIncident(ctx, reference)
  const [rows, sources] = await Promise.all([
    ctx.db.assessment.findMany({
      where: { incidentId: incident.id },
      orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
      take: 50,
    }),
    ctx.db.source.findMany({
      where: { incidentId: incident.id },
      include: { connection: { select: { name: true } } },
      orderBy: [{ kind: "asc" }, { scope: "asc" }],
    }),
  ])
  const assessments = rows.map(toAssessmentDto)
  return {
    current: assessments.find((each) => each.state !== "cancelled") ?? null,
    assessments,
    coverage: summariseCoverage(sources.map(toSourceDto)),
  }
}

/** Everything the agent acted as, in the order it was found, with its marks over time and its cut. */
export async function readIdentities({ ctx, reference, folder }: Reading): Promise<IdentityDto[]> {
  const incident = await findIncident(ctx, reference)
  const [rows, credentials, steps, marks] = await Promise.all([
    ctx.db.identity.findMany({
      where: { incidentId: incident.id },
      include: { connection: { select: { name: true } } },
      orderBy: { id: "asc" },
    }),
    incidentCredentials(ctx.db, incident),
    ctx.db.step.findMany({
      where: { incidentId: incident.id, plan: { kind: "contain" } },
      select: {
        credentialId: true,
        planId: true,
        targetKey: true,
        state: true,
        reason: true,
        appliedAt: true,
        endedAt: true,
      },
    }),
    filesOf(ctx, incident, folder).then((files) => laneMarks(files)),
  ])
  const byId = new Map(credentials.map((credential) => [credential.id, credential]))
  return rows.map((row) => {
    const credential = row.credentialId ? byId.get(row.credentialId) : undefined
    return {
      id: row.id,
      connectionId: row.connectionId,
      connectionName: row.connection.name,
      kind: row.kind,
      identifier: row.identifier,
      label: row.label,
      parentId: row.parentId,
      via: row.via,
      firstSeenAt: iso(row.firstSeenAt),
      lastSeenAt: iso(row.lastSeenAt),
      lastSuccessAt: iso(row.lastSuccessAt),
      expiresAt: iso(row.expiresAt),
      succeeded: row.succeeded,
      denied: row.denied,
      destructive: row.destructive,
      agentMark: row.agentMark,
      credentialId: credential?.id ?? null,
      cut: credential ? judgeCut(credential, steps) : null,
      marks: marks.get(row.identifier) ?? [],
    }
  })
}

/** One page of what the agent did, out of the effect files. */
export async function readEffects({
  ctx,
  reference,
  query,
  folder,
}: Reading & { query: EffectsQuery }): Promise<EffectPageDto> {
  const incident = await findIncident(ctx, reference)
  return pageEffects(await filesOf(ctx, incident, folder), query)
}

/** Source material of the incident, newest first; the newest thousand. */
export async function readEvidence({ ctx, reference }: Reading): Promise<EvidenceDto[]> {
  const incident = await findIncident(ctx, reference)
  const rows = await ctx.db.evidence.findMany({
    where: { incidentId: incident.id },
    orderBy: [{ collectedAt: "desc" }, { id: "desc" }],
    take: 1000,
  })
  return rows.map(toEvidenceDto)
}

/** The incident a reader asks about. Throws not-permitted, not-found. */
export async function findIncident(ctx: Context, reference: string): Promise<Incident> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  return incident
}

/** Paths of the effect files that count for an incident. */
export async function filesOf(
  ctx: Context,
  incident: Pick<Incident, "id">,
  folder: EvidenceFolder = evidenceFolder(),
): Promise<string[]> {
  return effectFiles({ db: ctx.db, incidentId: incident.id, folder })
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}
