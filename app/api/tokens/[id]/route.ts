import { defineRoute } from "@/lib/http/define-route"
import { revokeToken } from "@/lib/tokens/revoke-token"
import { tokenIdParams } from "@/lib/tokens/schema"

export const DELETE = defineRoute({
  params: tokenIdParams,
  run: ({ ctx, params }) => revokeToken({ ctx, id: params.id }),
})
