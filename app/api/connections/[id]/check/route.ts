import { checkConnection } from "@/lib/connections/check-connection"
import { connectionParams } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: connectionParams,
  run: ({ ctx, params: { id } }) => checkConnection({ ctx, id, world: realWorld }),
})
