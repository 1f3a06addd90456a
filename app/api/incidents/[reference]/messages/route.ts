import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readMessages } from "@/lib/messages/data"
import { sendMessageSchema } from "@/lib/messages/schema"
import { sendMessage } from "@/lib/messages/send-message"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readMessages({ ctx, reference: params.reference }),
})

export const POST = defineRoute({
  params: incidentParams,
  input: sendMessageSchema,
  status: 201,
  run: ({ ctx, params, input }) => sendMessage({ ctx, reference: params.reference, input }),
})
