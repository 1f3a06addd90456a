import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readReview } from "@/lib/reviews/data"
import { saveReview } from "@/lib/reviews/save-review"
import { saveReviewInput } from "@/lib/reviews/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readReview({ ctx, reference: params.reference }),
})

export const PUT = defineRoute({
  params: incidentParams,
  input: saveReviewInput,
  run: ({ ctx, params, input }) => saveReview({ ctx, reference: params.reference, input }),
})
