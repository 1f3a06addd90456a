import { cancelAssessment } from "@/lib/assessment/cancel-assessment"
import { assessmentParams } from "@/lib/assessment/schema"
import { defineRoute } from "@/lib/http/define-route"
import { pressStepSchema } from "@/lib/plans/schema"

export const POST = defineRoute({
  params: assessmentParams,
  input: pressStepSchema,
  run: ({ ctx, params }) => cancelAssessment({ ctx, ...params }),
})
