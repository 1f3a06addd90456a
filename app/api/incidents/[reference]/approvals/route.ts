import { readApprovals } from "@/lib/approvals/data"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { realWorld } from "@/lib/plans/world"

export const GET = defineRoute({
  params: incidentParams,
  run: ({ ctx, params }) => readApprovals({ ctx, ...params, world: realWorld }),
})
