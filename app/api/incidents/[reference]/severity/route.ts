import { defineRoute } from "@/lib/http/define-route"
import { changeSeverity } from "@/lib/incidents/change-severity"
import { changeSeverityInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: changeSeverityInput,
  run: ({ ctx, params, input }) => changeSeverity({ ctx, reference: params.reference, input }),
})
