import { defineRoute } from "@/lib/http/define-route"
import { incidentParams, takeRoleInput } from "@/lib/incidents/schema"
import { takeRole } from "@/lib/incidents/take-role"

export const POST = defineRoute({
  params: incidentParams,
  input: takeRoleInput,
  run: ({ ctx, params, input }) => takeRole({ ctx, reference: params.reference, input }),
})
