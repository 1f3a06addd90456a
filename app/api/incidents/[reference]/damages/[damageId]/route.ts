import { readDamage } from "@/lib/damage/data"
import { damageParams } from "@/lib/damage/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  params: damageParams,
  run: ({ ctx, params }) => readDamage({ ctx, ...params }),
})
