import { defineRoute } from "@/lib/http/define-route"
import { declareOnce } from "@/lib/incidents/declare-once"
import { listIncidents } from "@/lib/incidents/list-incidents"
import { declareInput } from "@/lib/incidents/schema"

export const GET = defineRoute({ run: ({ ctx }) => listIncidents({ ctx }) })

export const POST = defineRoute({
  input: declareInput,
  status: 201,
  run: ({ ctx, input, request }) => declareOnce({ ctx, input, key: request.headers.get("idempotency-key") }),
})
