import { defineRoute } from "@/lib/http/define-route"
import { addCredential } from "@/lib/incidents/add-credential"
import { addCredentialInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: addCredentialInput,
  run: ({ ctx, params, input }) => addCredential({ ctx, reference: params.reference, input }),
})
