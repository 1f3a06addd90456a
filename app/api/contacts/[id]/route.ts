import { z } from "zod"
import { archiveContact } from "@/lib/contacts/archive-contact"
import { saveContact } from "@/lib/contacts/save-contact"
import { saveContactInput } from "@/lib/contacts/schema"
import { defineRoute } from "@/lib/http/define-route"

const params = z.strictObject({ id: z.uuid() })

export const PUT = defineRoute({
  params,
  input: saveContactInput,
  run: ({ ctx, params: { id }, input }) => saveContact({ ctx, id, input }),
})

export const DELETE = defineRoute({ params, run: ({ ctx, params: { id } }) => archiveContact({ ctx, id }) })
