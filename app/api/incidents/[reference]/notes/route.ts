import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { addNote } from "@/lib/timeline/add-note"
import { addNoteInput } from "@/lib/timeline/schema"

export const POST = defineRoute({
  params: incidentParams,
  input: addNoteInput,
  status: 201,
  run: ({ ctx, params, input }) => addNote({ ctx, reference: params.reference, input }),
})
