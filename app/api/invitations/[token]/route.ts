import { acceptInvitation, readInvitation } from "@/lib/auth/accept-invitation"
import { clientAddress } from "@/lib/auth/client-address"
import { issueCookie } from "@/lib/auth/issue-cookie"
import { createAccountInput, tokenParams } from "@/lib/auth/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  access: "public",
  params: tokenParams,
  run: ({ ctx, params }) => readInvitation({ ctx, token: params.token }),
})

export const POST = defineRoute({
  access: "public",
  params: tokenParams,
  input: createAccountInput,
  run: async ({ ctx, params, input, request }) => {
    const caller = {
      address: clientAddress(request.headers),
      userAgent: request.headers.get("user-agent") ?? "",
    }
    const id = await acceptInvitation({ ctx, token: params.token, input, ...caller })
    return Response.json(
      { signedIn: true },
      { status: 201, headers: { "set-cookie": await issueCookie(id) } },
    )
  },
})
