import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { insertFact } from "@/lib/timeline/insert-fact"
import { insertFactInput } from "@/lib/timeline/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: insertFactInput,
  status: 201,
  run: ({ ctx, params, input }) => insertFact({ ctx, reference: params.reference, input }),
})
