import { protectIdentity } from "@/lib/connections/protect-identity"
import { connectionParams, protectIdentitySchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: connectionParams,
  input: protectIdentitySchema,
  status: 201,
  run: ({ ctx, params: { id }, input }) => protectIdentity({ ctx, id, input }),
})
