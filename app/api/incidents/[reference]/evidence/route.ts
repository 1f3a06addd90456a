import { readEvidence } from "@/lib/assessment/data"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readEvidence({ ctx, reference: params.reference }),
})
