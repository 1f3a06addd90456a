import { defineRoute } from "@/lib/http/define-route"
import { redactEntry } from "@/lib/timeline/redact-entry"
import { entryParams, redactEntryInput } from "@/lib/timeline/schema"

export const POST = defineRoute({
  params: entryParams,
  input: redactEntryInput,
  run: ({ ctx, params, input }) => redactEntry({ ctx, ...params, input }),
})
