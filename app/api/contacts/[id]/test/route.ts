import { z } from "zod"
import { testContact } from "@/lib/contacts/test-contact"
import { defineRoute } from "@/lib/http/define-route"

export const POST = defineRoute({
  params: z.strictObject({ id: z.uuid() }),
  run: ({ ctx, params }) => testContact({ ctx, id: params.id }),
})
