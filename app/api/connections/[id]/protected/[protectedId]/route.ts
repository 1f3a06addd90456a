import { protectedParams } from "@/lib/connections/schema"
import { unprotectIdentity } from "@/lib/connections/unprotect-identity"
import { defineRoute } from "@/lib/http/define-route"

export const DELETE = defineRoute({
  params: protectedParams,
  run: ({ ctx, params: { id, protectedId } }) => unprotectIdentity({ ctx, id, protectedId }),
})
