import { rankSuspects } from "@/lib/connections/rank-suspects"
import { connectionParams, rankSuspectsSchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: connectionParams,
  input: rankSuspectsSchema,
  run: ({ ctx, params: { id }, input }) => rankSuspects({ ctx, id, input, world: realWorld }),
})
