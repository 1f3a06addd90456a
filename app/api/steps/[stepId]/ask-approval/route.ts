import { askApproval } from "@/lib/approvals/ask-approval"
import { askApprovalInput } from "@/lib/approvals/schema"
import { defineRoute } from "@/lib/http/define-route"
import { stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: askApprovalInput,
  status: 202,
  run: ({ ctx, params, input }) => askApproval({ ctx, ...params, input, world: realWorld }),
})
