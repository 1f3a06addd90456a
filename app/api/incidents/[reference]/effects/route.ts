import { readEffects } from "@/lib/assessment/data"
import { exportEffects } from "@/lib/assessment/export-effects"
import { effectsQuerySchema } from "@/lib/assessment/schema"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const GET = defineRoute({
  params: incidentParams,
  query: effectsQuerySchema,
  run: async ({ ctx, params, query }) => {
    const asked = { ctx, reference: params.reference, query }
    return query.format === "csv" ? exportEffects(asked) : readEffects(asked)
  },
})
