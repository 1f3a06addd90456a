import { readConnection } from "@/lib/connections/data"
import { editConnection } from "@/lib/connections/edit-connection"
import { connectionParams, editConnectionSchema } from "@/lib/connections/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  params: connectionParams,
  run: ({ ctx, params: { id } }) => readConnection({ ctx, id }),
})

export const PATCH = defineRoute({
  params: connectionParams,
  input: editConnectionSchema,
  run: ({ ctx, params: { id }, input }) => editConnection({ ctx, id, input }),
})
