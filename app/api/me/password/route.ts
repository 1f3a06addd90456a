import { changePassword } from "@/lib/accounts/change-password"
import { clientAddress } from "@/lib/auth/client-address"
import { changePasswordInput } from "@/lib/auth/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  input: changePasswordInput,
  run: ({ ctx, input, request }) => changePassword({ ctx, input, address: clientAddress(request.headers) }),
})
