import { enableAccount } from "@/lib/accounts/enable-account"
import { accountParams } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: accountParams,
  run: ({ ctx, params }) => enableAccount({ ctx, id: params.id }),
})
