import { orderContacts } from "@/lib/contacts/order-contacts"
import { orderContactsInput } from "@/lib/contacts/schema"
import { defineRoute } from "@/lib/http/define-route"

export const PUT = defineRoute({
  input: orderContactsInput,
  run: ({ ctx, input }) => orderContacts({ ctx, input }),
})
