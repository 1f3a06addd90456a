import { readAgents } from "@/lib/agents/data"
import { registerAgent } from "@/lib/agents/register-agent"
import { registerAgentSchema } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => readAgents({ ctx }) })

export const POST = defineRoute({
  input: registerAgentSchema,
  status: 201,
  run: ({ ctx, input }) => registerAgent({ ctx, input }),
})
