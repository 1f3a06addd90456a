import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readPlans } from "@/lib/plans/data"
import { proposeContainment } from "@/lib/plans/propose-containment"
import { proposeContainmentSchema } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readPlans({ ctx, reference: params.reference, world: realWorld }),
})

export const POST = defineRoute({
  params: incidentParams,
  input: proposeContainmentSchema,
  status: 201,
  run: ({ ctx, params, input }) =>
    proposeContainment({ ctx, reference: params.reference, input, world: realWorld }),
})
