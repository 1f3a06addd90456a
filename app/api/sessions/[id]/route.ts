import { revokeSession } from "@/lib/accounts/revoke-session"
import { accountParams } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const DELETE = defineRoute({
  params: accountParams,
  run: ({ ctx, params }) => revokeSession({ ctx, id: params.id }),
})
