import { breakGlass } from "@/lib/approvals/break-glass"
import { breakGlassInput } from "@/lib/approvals/schema"
import { defineRoute } from "@/lib/http/define-route"
import { stepParams } from "@/lib/plans/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: stepParams,
  input: breakGlassInput,
  status: 202,
  run: ({ ctx, params, input }) => breakGlass({ ctx, ...params, input, world: realWorld }),
})
