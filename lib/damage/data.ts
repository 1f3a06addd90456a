import "server-only"
import { readAssessments } from "@/lib/assessment/data"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { DamageDto, DamageOverviewDto } from "@/lib/damage/schema"
import { summariseDamage } from "@/lib/damage/summarise-damage"
import { toDamageDto, withDamage } from "@/lib/damage/to-dto"
import { notFound } from "@/lib/errors"
import { isCommander } from "@/lib/incidents/load-incident"
import { readContainment } from "@/lib/incidents/read-containment"

type Reading = { ctx: Context; reference: string }

/** Every damage of the incident, worst first, with the numbers of the command view and what they rest on. */
export async function readDamages({ ctx, reference }: Reading): Promise<DamageOverviewDto> {
  const incident = await findIncident(ctx, reference)
  const [rows, assessments, finished, sums, containment, permission] = await Promise.all([
    ctx.db.damage.findMany({
      where: { incidentId: incident.id },
      include: withDamage,
      orderBy: [{ grade: "desc" }, { succeeded: "desc" }, { id: "asc" }],
    }),
    readAssessments({ ctx, reference }),
    ctx.db.assessment.count({ where: { incidentId: incident.id, finishedAt: { not: null } } }),
    ctx.db.identity.aggregate({
      where: { incidentId: incident.id },
      _sum: { succeeded: true, denied: true },
    }),
    readContainment(ctx.db, incident.id),
    permissionsOf(ctx, incident.id),
  ])
  const damages = rows.map((row) => toDamageDto(row, permission))
  return {
    damages,
    summary: summariseDamage(damages, {
      assessed: finished > 0,
      coverage: assessments.coverage,
      effects: { succeeded: sums._sum.succeeded ?? 0, denied: sums._sum.denied ?? 0 },
    }),
    restoreNeedsReason: containment.contained ? null : notContained,
  }
}

/** Why a restore waits for containment, and what to do. */
export const notContained =
  "Containment is not proven: the agent may delete what is restored. Contain first, or give a reason to restore all the same."

export async function readDamage({
  ctx,
  reference,
  damageId,
}: Reading & { damageId: string }): Promise<DamageDto> {
  const incident = await findIncident(ctx, reference)
  const [row, permission] = await Promise.all([
    ctx.db.damage.findFirst({ where: { id: damageId, incidentId: incident.id }, include: withDamage }),
    permissionsOf(ctx, incident.id),
  ])
  if (!row) throw notFound("There is no such damage in this incident.")
  return toDamageDto(row, permission)
}

async function findIncident(ctx: Context, reference: string): Promise<{ id: string }> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference }, select: { id: true } })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  return incident
}

async function permissionsOf(ctx: Context, incidentId: string) {
  const commands = await isCommander(ctx.db, incidentId, ctx.actor)
  return {
    restore: refusal(ctx.actor, "plan.propose"),
    accept: refusal(ctx.actor, "incident.command", commands),
    look: refusal(ctx.actor, "assessment.run"),
  }
}
