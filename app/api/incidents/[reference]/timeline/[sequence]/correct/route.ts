import { defineRoute } from "@/lib/http/define-route"
import { correctEntry } from "@/lib/timeline/correct-entry"
import { correctEntryInput, entryParams } from "@/lib/timeline/schema"

export const POST = defineRoute({
  params: entryParams,
  input: correctEntryInput,
  run: ({ ctx, params, input }) => correctEntry({ ctx, ...params, input }),
})
