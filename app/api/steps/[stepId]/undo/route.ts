import { defineRoute } from "@/lib/http/define-route"
import { reasonedPressSchema, stepParams } from "@/lib/plans/schema"
import { undoStep } from "@/lib/plans/undo-step"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: reasonedPressSchema,
  run: ({ ctx, params, input }) => undoStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
