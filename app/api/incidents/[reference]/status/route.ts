import { defineRoute } from "@/lib/http/define-route"
import { changeStatus } from "@/lib/incidents/change-status"
import { changeStatusInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: changeStatusInput,
  run: ({ ctx, params, input }) => changeStatus({ ctx, reference: params.reference, input }),
})
