import { declineApproval } from "@/lib/approvals/decline-approval"
import { approvalParams, declineApprovalInput } from "@/lib/approvals/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: approvalParams,
  input: declineApprovalInput,
  run: ({ ctx, params, input }) => declineApproval({ ctx, ...params, input, world: realWorld }),
})
