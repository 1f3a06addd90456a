import "server-only"
import { actorLabel } from "@/lib/actor"
import { readApprovals } from "@/lib/approvals/data"
import { approveAlone, requireTypedName } from "@/lib/approvals/open-approval"
import { needsSecondPerson } from "@/lib/approvals/policy"
import { pressWaiting, type Waiting } from "@/lib/approvals/press-waiting"
import { type ApprovalsDto, type BreakGlassInput, breakGlassInput } from "@/lib/approvals/schema"
import { tellAdministrators } from "@/lib/approvals/tell-administrators"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import type { Context } from "@/lib/context"
import { preconditionFailed } from "@/lib/errors"
import { cutMiddle } from "@/lib/format"
import { parseInput } from "@/lib/http/parse-input"
import { stepBody } from "@/lib/plans/move-step"
import { requestSteps } from "@/lib/plans/request-steps"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * One commander starts what would need two people: with the target's name, a reason and a fresh password. Every
 * administrator is told in the same transaction, and the review gets an item that asks about it.
 */
export async function breakGlass({
  ctx,
  stepId,
  input,
  world,
}: {
  ctx: Context
  stepId: string
  input: BreakGlassInput
  world: World
}): Promise<ApprovalsDto> {
  const { hash, typedName, reason } = parseInput(breakGlassInput, input)
  const { reference } = await pressWaiting({
    ctx,
    stepId,
    hash,
    permission: "plan.approve",
    world,
    press: async (waiting) => {
      const { tx, step, at, title } = waiting
      if (ctx.actor.kind !== "person") throw preconditionFailed("A person breaks the glass, not a token.")
      if (!needsSecondPerson(step.incident.severity))
        throw preconditionFailed("One person is enough in this severity: ask for it, and it starts.")
      requireTypedName(step, typedName, "typedName")
      requireFreshSignIn(ctx.actor, at)
      await approveAlone(tx, { step, plan: step.plan, actor: ctx.actor, at, title, reason })
      await tx.stepApproval.updateMany({
        where: { stepId, approvedAt: null, closedAt: null },
        data: { closedAt: at, closedBy: actorLabel(ctx.actor), closedWhy: "The glass was broken." },
      })
      await record(ctx, waiting, reason)
      await requestSteps(tx, { steps: [step], actor: ctx.actor, at, connectors: world.connectors })
    },
  })
  return readApprovals({ ctx, reference, world })
}

async function record(ctx: Context, { tx, step, at, title }: Waiting, reason: string): Promise<void> {
  const by = actorLabel(ctx.actor)
  const told = await tellAdministrators(tx, {
    incident: step.incident,
    what: `${title}: ${step.targetLabel}`,
    by,
    reason,
    at,
  })
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "approval.broke_glass",
    actor: ctx.actor,
    body: stepBody(step, title, { planKind: step.plan.kind, reason, told }),
    now: at,
  })
  const item = await tx.actionItem.create({
    data: {
      incidentId: step.incidentId,
      title: cutMiddle(`Review why ${by} approved alone what needs two: ${title}, ${step.targetLabel}`, 280),
      type: "process",
      owner: "Administrators",
      createdAt: at,
      createdBy: "Firebreak",
    },
  })
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "action_item.added",
    actor: { kind: "system", name: "Firebreak" },
    body: { title: item.title, owner: item.owner },
    now: at,
  })
}
