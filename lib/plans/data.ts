import "server-only"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { Plan } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { parseEdges } from "@/lib/plans/parse-edges"
import { parsePlanNotes } from "@/lib/plans/plan-notes"
import { isEnded } from "@/lib/plans/policy"
import { isCommander } from "@/lib/plans/require-plan-permission"
import type { PlanDto, PlanListDto, PlanRefusals, StepDto, StepVerb } from "@/lib/plans/schema"
import { verbPermission } from "@/lib/plans/step-refusals"
import { type LoadedStep, toStepDto } from "@/lib/plans/to-step-dto"
import type { World } from "@/lib/plans/world"

const withStep = {
  plan: { select: { kind: true, state: true } },
  connection: { select: { name: true } },
  proofs: { orderBy: [{ observedAt: "asc" as const }, { id: "asc" as const }] },
  transitions: { orderBy: [{ at: "asc" as const }, { id: "asc" as const }] },
}

/** Only definitions are read: pages may show plans without the server half of any connector. */
type Reading = { ctx: Context; world: Pick<World, "connectors"> }

/** Every plan of an incident, newest first. */
export async function readPlans({
  ctx,
  world,
  reference,
}: Reading & { reference: string }): Promise<PlanListDto> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({ where: { reference }, select: { id: true } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  const plans = await ctx.db.plan.findMany({
    where: { incidentId: incident.id },
    orderBy: { createdAt: "desc" },
  })
  return { plans: await toDtos({ ctx, world }, incident.id, reference, plans) }
}

/** One plan; `reference`, when given, must be that of its incident. */
export async function readPlan({
  ctx,
  world,
  planId,
  reference,
}: Reading & { planId: string; reference?: string }): Promise<PlanDto> {
  requirePermission(ctx.actor, "incident.read")
  const plan = await ctx.db.plan.findUnique({
    where: { id: planId },
    include: { incident: { select: { reference: true } } },
  })
  if (!plan || (reference !== undefined && plan.incident.reference !== reference))
    throw notFound("There is no such plan.")
  const [dto] = await toDtos({ ctx, world }, plan.incidentId, plan.incident.reference, [plan])
  if (!dto) throw notFound("There is no such plan.")
  return dto
}

export async function readStep({ ctx, world, stepId }: Reading & { stepId: string }): Promise<StepDto> {
  requirePermission(ctx.actor, "incident.read")
  const step = await ctx.db.step.findUnique({
    where: { id: stepId },
    include: { ...withStep, incident: { select: { reference: true } } },
  })
  if (!step) throw notFound("There is no such step.")
  const permission = await permissionOf(ctx, step.incidentId)
  const [dto] = await toSteps({ ctx, world }, [step], step.incident.reference, permission)
  if (!dto) throw notFound("There is no such step.")
  return dto
}

async function toDtos(
  reading: Reading,
  incidentId: string,
  reference: string,
  plans: readonly Plan[],
): Promise<PlanDto[]> {
  const { ctx } = reading
  const permission = await permissionOf(ctx, incidentId)
  const notes = plans.map((plan) => parsePlanNotes(plan.proposal))
  const [loaded, again] = await Promise.all([
    ctx.db.step.findMany({
      where: { planId: { in: plans.map((plan) => plan.id) } },
      include: withStep,
      orderBy: { position: "asc" },
    }),
    ctx.db.step.findMany({
      where: { id: { in: notes.flatMap((note) => note.again) } },
      select: { id: true, targetLabel: true, state: true },
    }),
  ])
  const steps = await toSteps(reading, loaded, reference, permission)
  return plans.map((plan, i): PlanDto => {
    const own = steps.filter((step) => step.planId === plan.id)
    const { manual = [], refused = [], notes: modes = [], again: ids = [] } = notes[i] ?? {}
    return {
      id: plan.id,
      incidentReference: reference,
      kind: plan.kind,
      title: plan.title,
      state: plan.state,
      hash: plan.hash,
      createdBy: plan.createdBy,
      createdAt: plan.createdAt.toISOString(),
      approvedBy: plan.approvedBy,
      approvedAt: plan.approvedAt?.toISOString() ?? null,
      finishedAt: plan.finishedAt?.toISOString() ?? null,
      version: plan.version,
      steps: own,
      again: again
        .filter((step) => ids.includes(step.id))
        .map(({ id, targetLabel, state }) => ({ stepId: id, targetLabel, state })),
      manual,
      refused,
      notes: modes,
      may: planRefusals(plan, own, permission),
    }
  })
}

async function toSteps(
  { ctx, world }: Reading,
  steps: readonly LoadedStep[],
  reference: string,
  permission: (verb: StepVerb) => string | null,
): Promise<StepDto[]> {
  const named = steps.flatMap((step) => parseEdges(step.after).map((edge) => edge.stepId))
  const sources = await ctx.db.step.findMany({
    where: { id: { in: [...new Set(named)] } },
    select: { id: true, targetLabel: true, state: true, appliedAt: true, endedAt: true },
  })
  return steps.map((step) =>
    toStepDto(step, {
      definition: findHandler(world.connectors, step.action)?.definition,
      sources,
      reference,
      permission,
    }),
  )
}

async function permissionOf(ctx: Context, incidentId: string): Promise<(verb: StepVerb) => string | null> {
  const commands = await isCommander(ctx.db, incidentId, ctx.actor)
  return (verb) => refusal(ctx.actor, verbPermission(verb), commands)
}

function planRefusals(
  plan: Plan,
  steps: readonly StepDto[],
  permission: (verb: StepVerb) => string | null,
): PlanRefusals {
  const planned = steps.some((step) => step.state === "planned")
  const nothingLeft = planned ? null : "every step of it has been decided on"
  const over = plan.state === "cancelled" ? "it was cancelled" : null
  return {
    approve: permission("approve") ?? over ?? nothingLeft,
    preview: permission("retry") ?? over ?? nothingLeft,
    edit:
      permission("retry") ?? over ?? (plan.state === "draft" ? null : "it is approved; add a further plan"),
    cancel:
      permission("cancel") ??
      over ??
      (steps.every((step) => isEnded(step.state))
        ? "all its steps have ended"
        : steps.some((step) => step.may.cancel === null)
          ? null
          : "every call has left already"),
  }
}
