import { clientAddress } from "@/lib/auth/client-address"
import { confirmPassword } from "@/lib/auth/confirm-password"
import { confirmPasswordInput } from "@/lib/auth/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  input: confirmPasswordInput,
  run: ({ ctx, input, request }) => confirmPassword({ ctx, input, address: clientAddress(request.headers) }),
})
