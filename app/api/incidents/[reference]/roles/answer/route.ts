import { defineRoute } from "@/lib/http/define-route"
import { answerRole } from "@/lib/incidents/answer-role"
import { answerRoleInput, incidentParams } from "@/lib/incidents/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: answerRoleInput,
  run: ({ ctx, params, input }) => answerRole({ ctx, reference: params.reference, input }),
})
