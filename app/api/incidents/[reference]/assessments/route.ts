import { readAssessments } from "@/lib/assessment/data"
import { requestAssessment } from "@/lib/assessment/request-assessment"
import { requestAssessmentSchema } from "@/lib/assessment/schema"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readAssessments({ ctx, reference: params.reference }),
})

export const POST = defineRoute({
  params: incidentParams,
  input: requestAssessmentSchema,
  status: 202,
  run: ({ ctx, params, input }) => requestAssessment({ ctx, reference: params.reference, input }),
})
