import { defineRoute } from "@/lib/http/define-route"
import { addConnection } from "@/lib/incidents/add-connection"
import { addConnectionInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: addConnectionInput,
  run: ({ ctx, params, input }) => addConnection({ ctx, reference: params.reference, input }),
})
