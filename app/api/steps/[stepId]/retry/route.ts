import { defineRoute } from "@/lib/http/define-route"
import { retryStep } from "@/lib/plans/retry-step"
import { pressStepSchema, stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: pressStepSchema,
  run: ({ ctx, params, input }) => retryStep({ ctx, stepId: params.stepId, input, world: realWorld }),
})
