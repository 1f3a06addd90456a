import { endDrill } from "@/lib/drills/end-drill"
import { startDrillInput } from "@/lib/drills/schema"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: startDrillInput,
  run: ({ ctx, params }) => endDrill({ ctx, reference: params.reference }),
})
