import { acceptLoss } from "@/lib/damage/accept-loss"
import { acceptLossSchema, damageParams } from "@/lib/damage/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: damageParams,
  input: acceptLossSchema,
  run: ({ ctx, params, input }) => acceptLoss({ ctx, ...params, input }),
})
