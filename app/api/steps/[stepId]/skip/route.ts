import { defineRoute } from "@/lib/http/define-route"
import { reasonedPressSchema, stepParams } from "@/lib/plans/schema"
import { skipStep } from "@/lib/plans/skip-step"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: reasonedPressSchema,
  run: ({ ctx, params, input }) => skipStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
