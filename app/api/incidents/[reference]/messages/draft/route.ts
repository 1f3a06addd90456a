import { z } from "zod"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readDraft } from "@/lib/messages/data"
import { messageKinds } from "@/lib/messages/schema"

export const GET = defineRoute({
  params: incidentParams,
  query: z.strictObject({ kind: z.enum(messageKinds) }),
  run: ({ ctx, params, query }) => readDraft({ ctx, reference: params.reference, kind: query.kind }),
})
