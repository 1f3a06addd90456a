import { defineRoute } from "@/lib/http/define-route"
import { readLive } from "@/lib/live/data"
import { liveParams } from "@/lib/live/schema"

export const GET = defineRoute({
  access: "public",
  params: liveParams,
  run: ({ ctx, params }) => readLive({ ctx, token: params.token }),
})
