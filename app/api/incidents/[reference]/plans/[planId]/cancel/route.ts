import { defineRoute } from "@/lib/http/define-route"
import { cancelPlan } from "@/lib/plans/cancel-plan"
import { planParams, reasonedPressSchema } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: planParams,
  input: reasonedPressSchema,
  run: ({ ctx, params, input }) => cancelPlan({ ctx, ...params, input, world: realWorld }),
})
