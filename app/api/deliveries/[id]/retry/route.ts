import { z } from "zod"
import { retryDelivery } from "@/lib/deliveries/retry-delivery"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: z.strictObject({ id: z.uuid() }),
  run: ({ ctx, params }) => retryDelivery({ ctx, id: params.id }),
})
