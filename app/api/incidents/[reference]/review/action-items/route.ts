import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { addActionItem } from "@/lib/reviews/add-action-item"
import { addActionItemInput } from "@/lib/reviews/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: addActionItemInput,
  status: 201,
  run: ({ ctx, params, input }) => addActionItem({ ctx, reference: params.reference, input }),
})
