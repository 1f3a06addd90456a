import "server-only"
import type { Actor } from "@/lib/actor"
import { actorLabel, actorUserId } from "@/lib/actor"
import { approveAlone, openApproval, requireTypedName } from "@/lib/approvals/open-approval"
import { needsSecondPerson } from "@/lib/approvals/policy"
import type { Connector } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { Step } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { conflict, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readPlan } from "@/lib/plans/data"
import { findPlan } from "@/lib/plans/find-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { parsePlanNotes } from "@/lib/plans/plan-notes"
import { pressAgain } from "@/lib/plans/press-again"
import { requestSteps } from "@/lib/plans/request-steps"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import { type ApprovePlanInput, approvePlanSchema, type PlanDto } from "@/lib/plans/schema"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"
import { wakeWorkers } from "@/lib/worker/wake-workers"

/**
 * Approves a plan and asks for its steps in one transaction. Bound to the hash that was on the approver's screen.
 * Reversible steps start at once; an irreversible one waits until its target's name is typed and, in SEV-1 and SEV-2,
 * until a second person has consented as well. It holds nothing back.
 */
export async function approvePlan({
  ctx,
  reference,
  planId,
  input,
  world,
}: {
  ctx: Context
  reference: string
  planId: string
  input: ApprovePlanInput
  world: World
}): Promise<PlanDto> {
  const found = await findPlan(ctx.db, { planId, reference })
  await requirePlanPermission(ctx.db, ctx.actor, "plan.approve", found.incidentId)
  const { hash, typedNames } = parseInput(approvePlanSchema, input)
  await transaction(ctx.db, async (tx) => {
    const at = await lockIncident(tx, found.incidentId)
    await approveIn(tx, {
      planId,
      hash,
      typedNames: typedNames ?? {},
      actor: ctx.actor,
      at,
      connectors: world.connectors,
    })
    await wakeWorkers({ tx, db: ctx.db, queue: "steps" })
  })
  return readPlan({ ctx, planId, world })
}

/** The approval inside a transaction that holds the incident's lock. Returns what was asked for and what still waits. */
export async function approveIn(
  tx: Tx,
  input: {
    planId: string
    hash: string
    typedNames: Record<string, string>
    actor: Actor
    at: Date
    connectors: readonly Connector[]
  },
): Promise<{ requested: string[]; waiting: string[] }> {
  const { planId, hash, actor, at, connectors } = input
  const plan = await tx.plan.findUniqueOrThrow({
    where: { id: planId },
    include: {
      steps: { where: { state: "planned" }, orderBy: { position: "asc" } },
      incident: { select: { severity: true } },
    },
  })
  if (plan.state !== "draft" && plan.state !== "approved")
    throw preconditionFailed(`The plan is ${plan.state}.`)
  if (plan.hash !== hash) throw conflict("The plan changed since you looked at it. Look again, then approve.")
  const { reversible, named, waiting } = choose(plan.steps, input.typedNames)
  const { again } = parsePlanNotes(plan.proposal)
  if (reversible.length + named.length === 0 && (plan.state === "approved" || again.length === 0))
    throw preconditionFailed("Every step that is left is irreversible: type the name of its target.")
  const two = needsSecondPerson(plan.incident.severity)
  const now = two ? reversible : [...reversible, ...named]
  const left = two ? [...named, ...waiting] : waiting
  const changed = await tx.plan.updateMany({
    where: { id: planId, hash, state: plan.state },
    data: {
      state: "approved",
      approvedAt: at,
      approvedBy: actorLabel(actor),
      approvedById: actorUserId(actor),
      approvedHash: hash,
      version: { increment: 1 },
    },
  })
  if (changed.count === 0)
    throw conflict("The plan changed since you looked at it. Look again, then approve.")
  await appendEntry(tx, {
    incidentId: plan.incidentId,
    kind: "plan.approved",
    actor,
    body: {
      planId,
      planKind: plan.kind,
      title: plan.title,
      hash,
      steps: now.length,
      waiting: left.length,
    },
    now: at,
  })
  for (const step of named) {
    const title = findHandler(connectors, step.action)?.definition.title ?? step.action
    const asked = { step, plan, actor, at, title }
    if (two) await openApproval(tx, asked)
    else await approveAlone(tx, { ...asked, reason: null })
  }
  await requestSteps(tx, { steps: now, actor, at, connectors })
  if (plan.state === "draft") await pressAgain(tx, { stepIds: again, actor, at, connectors })
  return { requested: now.map((step) => step.id), waiting: left.map((step) => step.id) }
}

/** Reversible steps; irreversible ones whose name was typed as it is; and those that still wait for that. */
function choose(
  steps: readonly Step[],
  typedNames: Record<string, string>,
): { reversible: Step[]; named: Step[]; waiting: Step[] } {
  const chosen = { reversible: [] as Step[], named: [] as Step[], waiting: [] as Step[] }
  for (const step of steps) {
    const typed = typedNames[step.id]
    if (!step.irreversible) chosen.reversible.push(step)
    else if (typed === undefined) chosen.waiting.push(step)
    else {
      requireTypedName(step, typed, `typedNames.${step.id}`)
      chosen.named.push(step)
    }
  }
  return chosen
}
