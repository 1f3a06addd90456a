import { giveApproval } from "@/lib/approvals/give-approval"
import { approvalParams, giveApprovalInput } from "@/lib/approvals/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: approvalParams,
  input: giveApprovalInput,
  status: 202,
  run: ({ ctx, params, input }) => giveApproval({ ctx, ...params, input, world: realWorld }),
})
