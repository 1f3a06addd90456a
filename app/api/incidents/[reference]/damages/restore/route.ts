import { proposeRestore } from "@/lib/damage/propose-restore"
import { proposeRestoreSchema } from "@/lib/damage/schema"
import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { realWorld } from "@/lib/plans/world"

export const POST = defineRoute({
  params: incidentParams,
  input: proposeRestoreSchema,
  status: 201,
  run: ({ ctx, params, input }) =>
    proposeRestore({ ctx, reference: params.reference, input, world: realWorld }),
})
