import { listPeople } from "@/lib/accounts/data"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => listPeople({ ctx }) })
