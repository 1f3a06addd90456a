import { defineRoute } from "@/lib/http/define-route"
import { previewPlan } from "@/lib/plans/preview-plan"
import { planParams, pressStepSchema } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: planParams,
  input: pressStepSchema,
  run: ({ ctx, params, input }) => previewPlan({ ctx, ...params, input, world: realWorld }),
})
