import { createInvitation } from "@/lib/accounts/create-invitation"
import { createInvitationInput } from "@/lib/accounts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  input: createInvitationInput,
  status: 201,
  run: ({ ctx, input }) => createInvitation({ ctx, input }),
})
