import { defineRoute } from "@/lib/http/define-route"
import { readStep } from "@/lib/plans/data"
import { stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const GET = defineRoute({
  params: stepParams,
  run: ({ ctx, params }) => readStep({ ctx, stepId: params.stepId, world: realWorld }),
})
