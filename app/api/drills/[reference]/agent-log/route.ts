import { readAgentLog } from "@/lib/drills/data"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readAgentLog({ ctx, reference: params.reference }),
})
