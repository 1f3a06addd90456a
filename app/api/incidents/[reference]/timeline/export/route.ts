import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { exportTimeline } from "@/lib/timeline/export-timeline"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => exportTimeline({ ctx, reference: params.reference }),
})
