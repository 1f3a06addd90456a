import { createConnection } from "@/lib/connections/create-connection"
import { readConnections } from "@/lib/connections/data"
import { createConnectionSchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => readConnections({ ctx }) })

export const POST = defineRoute({
  input: createConnectionSchema,
  status: 201,
  run: ({ ctx, input }) => createConnection({ ctx, input }),
})
