import { downloadEvidence } from "@/lib/assessment/download-evidence"
import { evidenceParams } from "@/lib/assessment/schema"
import { defineRoute } from "@/lib/http/define-route"

export const GET = defineRoute({
  params: evidenceParams,
  run: ({ ctx, params }) => downloadEvidence({ ctx, ...params }),
})
