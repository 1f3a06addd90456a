import { defineRoute } from "@/lib/http/define-route"
import { cancelStep } from "@/lib/plans/cancel-step"
import { reasonedPressSchema, stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: reasonedPressSchema,
  run: ({ ctx, params, input }) => cancelStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
