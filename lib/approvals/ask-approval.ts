import "server-only"
import { readApprovals } from "@/lib/approvals/data"
import { approveAlone, openApproval, requireTypedName } from "@/lib/approvals/open-approval"
import { needsSecondPerson } from "@/lib/approvals/policy"
import { pressWaiting } from "@/lib/approvals/press-waiting"
import { type ApprovalsDto, type AskApprovalInput, askApprovalInput } from "@/lib/approvals/schema"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import { requestSteps } from "@/lib/plans/request-steps"
import type { World } from "@/lib/plans/world"

/**
 * Asks for a step that cannot be taken back: its target's name is typed. In SEV-1 and SEV-2 it then waits 15 minutes
 * for a second person; below, it starts at once.
 */
export async function askApproval({
  ctx,
  stepId,
  input,
  world,
}: {
  ctx: Context
  stepId: string
  input: AskApprovalInput
  world: World
}): Promise<ApprovalsDto> {
  const { hash, typedName } = parseInput(askApprovalInput, input)
  const { reference } = await pressWaiting({
    ctx,
    stepId,
    hash,
    permission: "plan.approve",
    world,
    press: async ({ tx, step, at, title }) => {
      requireTypedName(step, typedName, "typedName")
      const asked = { step, plan: step.plan, actor: ctx.actor, at, title }
      if (needsSecondPerson(step.incident.severity)) return openApproval(tx, asked)
      await approveAlone(tx, { ...asked, reason: null })
      await requestSteps(tx, { steps: [step], actor: ctx.actor, at, connectors: world.connectors })
    },
  })
  return readApprovals({ ctx, reference, world })
}
