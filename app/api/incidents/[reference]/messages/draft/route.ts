import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readDraft } from "@/lib/messages/data"
import { draftQuery } from "@/lib/messages/schema"

export const GET = defineRoute({
  params: incidentParams,
  query: draftQuery,
  run: ({ ctx, params, query }) => readDraft({ ctx, reference: params.reference, draft: query }),
})
