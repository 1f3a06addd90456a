import { endSessions } from "@/lib/accounts/end-sessions"
import { accountParams } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: accountParams,
  run: ({ ctx, params }) => endSessions({ ctx, id: params.id }),
})
