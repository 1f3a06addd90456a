import { defineRoute } from "@/lib/http/define-route"
import { closeStep } from "@/lib/plans/close-step"
import { stateStepSchema, stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: stateStepSchema,
  run: ({ ctx, params, input }) => closeStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
