import { archiveAgent } from "@/lib/agents/archive-agent"
import { agentParams, archiveAgentSchema } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: agentParams,
  input: archiveAgentSchema,
  run: ({ ctx, params: { id }, input }) => archiveAgent({ ctx, id, input }),
})
