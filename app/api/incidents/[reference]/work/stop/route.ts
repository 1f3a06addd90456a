import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { realWorld } from "@/lib/plans/world"
import { stopWorkSchema } from "@/lib/work/schema"
import { stopWork } from "@/lib/work/stop-work"

export const POST = defineRoute({
  params: incidentParams,
  input: stopWorkSchema,
  status: 202,
  run: ({ ctx, params, input }) => stopWork({ ctx, reference: params.reference, input, world: realWorld }),
})
