import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { readApprovals } from "@/lib/approvals/data"
import { secondPersonRefusal } from "@/lib/approvals/policy"
import { pressWaiting } from "@/lib/approvals/press-waiting"
import { type ApprovalsDto, type GiveApprovalInput, giveApprovalInput } from "@/lib/approvals/schema"
import { requireFreshSignIn } from "@/lib/auth/require-fresh-sign-in"
import type { Context } from "@/lib/context"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"
import { formatUtcTime } from "@/lib/format"
import { parseInput } from "@/lib/http/parse-input"
import { stepBody } from "@/lib/plans/move-step"
import { requestSteps } from "@/lib/plans/request-steps"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

/** The second person consents, having just given a password; the step starts at once. */
export async function giveApproval({
  ctx,
  approvalId,
  input,
  world,
}: {
  ctx: Context
  approvalId: string
  input: GiveApprovalInput
  world: World
}): Promise<ApprovalsDto> {
  const { hash } = parseInput(giveApprovalInput, input)
  const found = await ctx.db.stepApproval.findUnique({ where: { id: approvalId }, select: { stepId: true } })
  if (!found) throw notFound("There is no such request.")
  const { reference } = await pressWaiting({
    ctx,
    stepId: found.stepId,
    hash,
    permission: "plan.act",
    world,
    press: async ({ tx, step, at, title }) => {
      const request = await tx.stepApproval.findUniqueOrThrow({ where: { id: approvalId } })
      const refused = secondPersonRefusal(request, actorUserId(ctx.actor))
      if (refused !== null) throw preconditionFailed(`Not possible: ${refused}.`)
      requireFreshSignIn(ctx.actor, at)
      if (request.closedAt) throw preconditionFailed("The request was withdrawn. Ask for it again.")
      if (request.expiresAt < at)
        throw preconditionFailed(
          `The request expired at ${formatUtcTime(request.expiresAt.toISOString())} UTC. Ask for it again.`,
        )
      if (request.planHash !== step.plan.hash)
        throw conflict("The plan changed since it was asked for. Ask for it again.")
      const given = await tx.stepApproval.updateMany({
        where: { id: approvalId, approvedAt: null, closedAt: null },
        data: {
          approvedById: actorUserId(ctx.actor),
          approvedBy: actorLabel(ctx.actor),
          approvedAt: at,
          approverSignedInAt: ctx.actor.kind === "person" ? ctx.actor.signedInAt : null,
        },
      })
      if (given.count === 0) throw conflict("Somebody answered the request meanwhile. Look again.")
      await appendEntry(tx, {
        incidentId: step.incidentId,
        kind: "approval.given",
        actor: ctx.actor,
        body: stepBody(step, title, { approvalId, planKind: step.plan.kind, askedBy: request.requestedBy }),
        now: at,
      })
      await requestSteps(tx, { steps: [step], actor: ctx.actor, at, connectors: world.connectors })
    },
  })
  return readApprovals({ ctx, reference, world })
}
