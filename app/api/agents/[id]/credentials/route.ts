import { addAgentCredential } from "@/lib/agents/add-agent-credential"
import { addCredentialSchema, agentParams } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: agentParams,
  input: addCredentialSchema,
  status: 201,
  run: ({ ctx, params: { id }, input }) => addAgentCredential({ ctx, id, input }),
})
