import { readAccounts } from "@/lib/accounts/data"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => readAccounts({ ctx }) })
