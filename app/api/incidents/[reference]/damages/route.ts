import { readDamages } from "@/lib/damage/data"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readDamages({ ctx, reference: params.reference }),
})
