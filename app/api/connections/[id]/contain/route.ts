import { containSuspect } from "@/lib/agents/contain-suspect"
import { connectionParams, containSuspectSchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: connectionParams,
  input: containSuspectSchema,
  status: 202,
  run: ({ ctx, params, input, request }) =>
    containSuspect({
      ctx,
      connectionId: params.id,
      input,
      key: request.headers.get("idempotency-key"),
      world: realWorld,
    }),
})
