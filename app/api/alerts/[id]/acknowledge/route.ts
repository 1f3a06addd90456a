import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert"
import { alertParams } from "@/lib/alerts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: alertParams,
  run: ({ ctx, params }) => acknowledgeAlert({ ctx, id: params.id }),
})
