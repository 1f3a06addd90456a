import { defineRoute } from "@/lib/http/define-route"
import { incidentParams, stateFirstStepInput } from "@/lib/incidents/schema"
import { stateFirstStep } from "@/lib/incidents/state-first-step"

export const POST = defineRoute({
  params: incidentParams,
  input: stateFirstStepInput,
  run: ({ ctx, params, input }) => stateFirstStep({ ctx, reference: params.reference, input }),
})
