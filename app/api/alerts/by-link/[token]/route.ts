import { acknowledgeByLink, readAlert } from "@/lib/alerts/acknowledge-alert"
import { acknowledgeInput, alertLinkParams } from "@/lib/alerts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  access: "public",
  params: alertLinkParams,
  run: ({ ctx, params }) => readAlert({ ctx, token: params.token }),
})

export const POST = defineRoute({
  access: "public",
  params: alertLinkParams,
  input: acknowledgeInput,
  run: ({ ctx, params, input }) => acknowledgeByLink({ ctx, token: params.token, input }),
})
