import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { createLiveLink } from "@/lib/live/create-live-link"
import { revokeLiveLink } from "@/lib/live/revoke-live-link"

export const POST = defineRoute({
  params: incidentParams,
  status: 201,
  run: ({ ctx, params }) => createLiveLink({ ctx, reference: params.reference }),
})

export const DELETE = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => revokeLiveLink({ ctx, reference: params.reference }),
})
