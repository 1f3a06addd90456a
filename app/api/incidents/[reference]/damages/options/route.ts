import { computeOptions } from "@/lib/damage/compute-options"
import { computeOptionsSchema } from "@/lib/damage/schema"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: computeOptionsSchema,
  status: 202,
  run: ({ ctx, params, input }) => computeOptions({ ctx, reference: params.reference, input }),
})
