import { listContacts } from "@/lib/contacts/data"
import { saveContact } from "@/lib/contacts/save-contact"
import { saveContactInput } from "@/lib/contacts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => listContacts({ ctx }) })

export const POST = defineRoute({
  input: saveContactInput,
  status: 201,
  run: ({ ctx, input }) => saveContact({ ctx, id: null, input }),
})
