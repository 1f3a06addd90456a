import { defineRoute } from "@/lib/http/define-route"
import { attachAgent } from "@/lib/incidents/attach-agent"
import { attachAgentInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: attachAgentInput,
  run: ({ ctx, params, input }) => attachAgent({ ctx, reference: params.reference, input }),
})
