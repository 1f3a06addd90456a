import { defineRoute } from "@/lib/http/define-route"
import { approvePlan } from "@/lib/plans/approve-plan"
import { approvePlanSchema, planParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: planParams,
  input: approvePlanSchema,
  status: 202,
  run: ({ ctx, params, input }) => approvePlan({ ctx, ...params, input, world: realWorld }),
})
