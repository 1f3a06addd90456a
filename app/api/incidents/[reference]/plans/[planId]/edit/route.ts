import { defineRoute } from "@/lib/http/define-route"
import { editPlan } from "@/lib/plans/edit-plan"
import { editPlanSchema, planParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: planParams,
  input: editPlanSchema,
  run: ({ ctx, params, input }) => editPlan({ ctx, ...params, input, world: realWorld }),
})
