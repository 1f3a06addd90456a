import { readAgent } from "@/lib/agents/data"
import { editAgent } from "@/lib/agents/edit-agent"
import { agentParams, editAgentSchema } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  params: agentParams,
  run: ({ ctx, params: { id } }) => readAgent({ ctx, id }),
})

export const PATCH = defineRoute({
  params: agentParams,
  input: editAgentSchema,
  run: ({ ctx, params: { id }, input }) => editAgent({ ctx, id, input }),
})
