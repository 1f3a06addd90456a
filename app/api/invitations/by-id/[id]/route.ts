import { revokeInvitation } from "@/lib/accounts/revoke-invitation"
import { accountParams } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const DELETE = defineRoute({
  params: accountParams,
  run: ({ ctx, params }) => revokeInvitation({ ctx, id: params.id }),
})
