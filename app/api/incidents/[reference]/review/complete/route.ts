import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { completeReview } from "@/lib/reviews/complete-review"
import { completeReviewInput } from "@/lib/reviews/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: completeReviewInput,
  run: ({ ctx, params, input }) => completeReview({ ctx, reference: params.reference, input }),
})
