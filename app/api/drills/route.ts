import { readDrills } from "@/lib/drills/data"
import { startDrillInput } from "@/lib/drills/schema"
import { startDrill } from "@/lib/drills/start-drill"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({ run: ({ ctx }) => readDrills({ ctx }) })

export const POST = defineRoute({
  input: startDrillInput,
  status: 201,
  run: ({ ctx }) => startDrill({ ctx }),
})
