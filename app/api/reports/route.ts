import { z } from "zod"
import { defineRoute } from "@/lib/http/define-route"
import { listReports } from "@/lib/reviews/data"

export const GET = defineRoute({
  query: z.strictObject({ drills: z.enum(["true", "false"]).optional() }),
  run: ({ ctx, query }) => listReports({ ctx, includeDrills: query.drills === "true" }),
})
