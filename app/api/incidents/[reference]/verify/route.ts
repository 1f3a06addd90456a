import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { verifyChain } from "@/lib/timeline/verify-chain"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => verifyChain({ ctx, reference: params.reference }),
})
