import { defineRoute } from "@/lib/http/define-route"
import { recheckStep } from "@/lib/plans/recheck-step"
import { pressStepSchema, stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: pressStepSchema,
  run: ({ ctx, params, input }) => recheckStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
