import { defineRoute } from "@/lib/http/define-route"
import { createToken } from "@/lib/tokens/create-token"
import { listTokens } from "@/lib/tokens/data"
import { createTokenInput } from "@/lib/tokens/schema"

export const GET = defineRoute({ run: ({ ctx }) => listTokens({ ctx }) })

export const POST = defineRoute({
  input: createTokenInput,
  status: 201,
  run: ({ ctx, input }) => createToken({ ctx, input }),
})
