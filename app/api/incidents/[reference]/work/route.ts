import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { realWorld } from "@/lib/plans/world"
import { readWork } from "@/lib/work/data"
import { lookForRunningWork } from "@/lib/work/look-for-running-work"
import { lookForWorkSchema } from "@/lib/work/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readWork({ ctx, reference: params.reference, world: realWorld }),
})

export const POST = defineRoute({
  params: incidentParams,
  input: lookForWorkSchema,
  status: 202,
  run: ({ ctx, params, input }) =>
    lookForRunningWork({ ctx, reference: params.reference, input, world: realWorld }),
})
