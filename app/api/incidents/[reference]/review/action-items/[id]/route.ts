import { z } from "zod"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { updateActionItemInput } from "@/lib/reviews/schema"
import { updateActionItem } from "@/lib/reviews/update-action-item"

export const PATCH = defineRoute({
  params: incidentParams.extend({ id: z.uuid() }),
  input: updateActionItemInput,
  run: ({ ctx, params, input }) =>
    updateActionItem({ ctx, reference: params.reference, id: params.id, input }),
})
