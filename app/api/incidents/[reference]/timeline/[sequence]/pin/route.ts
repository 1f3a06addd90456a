import { defineRoute } from "@/lib/http/define-route"
import { pinEntry } from "@/lib/timeline/pin-entry"
import { entryParams, pinEntryInput } from "@/lib/timeline/schema"

export const POST = defineRoute({
  params: entryParams,
  input: pinEntryInput,
  run: ({ ctx, params, input }) => pinEntry({ ctx, ...params, input }),
})
