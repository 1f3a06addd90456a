import { defineRoute } from "@/lib/http/define-route"
import { stateStepSchema, stepParams } from "@/lib/plans/schema"
import { stateStep } from "@/lib/plans/state-step"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: stateStepSchema,
  run: ({ ctx, params, input }) => stateStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
