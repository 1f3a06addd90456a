import { renameAccount } from "@/lib/accounts/rename-account"
import { renameInput } from "@/lib/accounts/schema"
import { readMe } from "@/lib/auth/read-me"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: async ({ ctx }) => readMe({ ctx }) })

export const PATCH = defineRoute({
  input: renameInput,
  run: ({ ctx, input }) => renameAccount({ ctx, input }),
})
