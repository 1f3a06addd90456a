import { defineRoute } from "@/lib/http/define-route"
import { offerRole } from "@/lib/incidents/offer-role"
import { incidentParams, offerRoleInput } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: offerRoleInput,
  run: ({ ctx, params, input }) => offerRole({ ctx, reference: params.reference, input }),
})
