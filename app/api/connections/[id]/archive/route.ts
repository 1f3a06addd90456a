import { archiveConnection } from "@/lib/connections/archive-connection"
import { archiveConnectionSchema, connectionParams } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: connectionParams,
  input: archiveConnectionSchema,
  run: ({ ctx, params: { id }, input }) => archiveConnection({ ctx, id, input }),
})
