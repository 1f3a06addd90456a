import { z } from "zod"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams, stateCredentialInput } from "@/lib/incidents/schema"
import { stateCredential } from "@/lib/incidents/state-credential"

export const POST = defineRoute({
  params: incidentParams.extend({ id: z.uuid() }),
  input: stateCredentialInput,
  run: ({ ctx, params, input }) =>
    stateCredential({ ctx, reference: params.reference, credentialId: params.id, input }),
})
