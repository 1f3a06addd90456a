import "server-only"
import { actorLabel } from "@/lib/actor"
import { readApprovals } from "@/lib/approvals/data"
import { pressWaiting } from "@/lib/approvals/press-waiting"
import { type ApprovalsDto, type DeclineApprovalInput, declineApprovalInput } from "@/lib/approvals/schema"
import type { Context } from "@/lib/context"
import { conflict, notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { stepBody } from "@/lib/plans/move-step"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Says no to a request, or takes one's own back. The step stays planned and may be asked for again. */
export async function declineApproval({
  ctx,
  approvalId,
  input,
  world,
}: {
  ctx: Context
  approvalId: string
  input: DeclineApprovalInput
  world: World
}): Promise<ApprovalsDto> {
  const { reason = "" } = parseInput(declineApprovalInput, input)
  const found = await ctx.db.stepApproval.findUnique({ where: { id: approvalId }, select: { stepId: true } })
  if (!found) throw notFound("There is no such request.")
  const { reference } = await pressWaiting({
    ctx,
    stepId: found.stepId,
    hash: null,
    permission: "plan.act",
    world,
    press: async ({ tx, step, at, title }) => {
      const closed = await tx.stepApproval.updateMany({
        where: { id: approvalId, approvedAt: null, closedAt: null },
        data: { closedAt: at, closedBy: actorLabel(ctx.actor), closedWhy: reason },
      })
      if (closed.count === 0) throw conflict("Somebody answered the request meanwhile. Look again.")
      await appendEntry(tx, {
        incidentId: step.incidentId,
        kind: "approval.declined",
        actor: ctx.actor,
        body: stepBody(step, title, { approvalId, planKind: step.plan.kind, reason }),
        now: at,
      })
    },
  })
  return readApprovals({ ctx, reference, world })
}
