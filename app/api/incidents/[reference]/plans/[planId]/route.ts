import { defineRoute } from "@/lib/http/define-route"
import { readPlan } from "@/lib/plans/data"
import { planParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const GET = defineRoute({
  params: planParams,
  run: ({ ctx, params }) => readPlan({ ctx, ...params, world: realWorld }),
})
