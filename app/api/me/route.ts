import { readMe } from "@/lib/auth/read-me"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: async ({ ctx }) => readMe({ ctx }) })
