import { resolveCredential } from "@/lib/connections/resolve-credential"
import { connectionParams, resolveCredentialSchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: connectionParams,
  input: resolveCredentialSchema,
  run: ({ ctx, params: { id }, input }) => resolveCredential({ ctx, id, input, world: realWorld }),
})
