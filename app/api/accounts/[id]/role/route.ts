import { changeRole } from "@/lib/accounts/change-role"
import { accountParams, changeRoleInput } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: accountParams,
  input: changeRoleInput,
  run: ({ ctx, params, input }) => changeRole({ ctx, id: params.id, input }),
})
