import { disableAccount } from "@/lib/accounts/disable-account"
import { accountParams } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: accountParams,
  run: ({ ctx, params }) => disableAccount({ ctx, id: params.id }),
})
