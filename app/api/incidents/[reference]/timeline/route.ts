import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readTimeline } from "@/lib/timeline/data"
import { timelineQuerySchema } from "@/lib/timeline/schema"

export const GET = defineRoute({
  params: incidentParams,
  query: timelineQuerySchema,
  run: ({ ctx, params, query }) => readTimeline({ ctx, reference: params.reference, query }),
})
