import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { containNow } from "@/lib/plans/contain-now"
import { containNowSchema } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: incidentParams,
  input: containNowSchema,
  status: 202,
  run: ({ ctx, params, input }) => containNow({ ctx, reference: params.reference, input, world: realWorld }),
})
