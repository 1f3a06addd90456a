import { removeAgentCredential } from "@/lib/agents/remove-agent-credential"
import { agentCredentialParams } from "@/lib/agents/schema"
import { defineRoute } from "@/lib/http/define-route"

export const DELETE = defineRoute({
  params: agentCredentialParams,
  run: ({ ctx, params: { id, credentialId } }) => removeAgentCredential({ ctx, id, credentialId }),
})
