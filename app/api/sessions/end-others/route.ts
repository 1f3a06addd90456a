import { revokeOtherSessions } from "@/lib/accounts/revoke-session"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({ run: ({ ctx }) => revokeOtherSessions({ ctx }) })
