import { defineRoute } from "@/lib/http/define-route"
import { readIncident } from "@/lib/incidents/data"
import { incidentParams, updateIncidentInput } from "@/lib/incidents/schema"
import { updateIncident } from "@/lib/incidents/update-incident"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readIncident({ ctx, reference: params.reference }),
})

export const PATCH = defineRoute({
  params: incidentParams,
  input: updateIncidentInput,
  run: ({ ctx, params, input }) => updateIncident({ ctx, reference: params.reference, input }),
})
