import { defineRoute } from "@/lib/http/define-route"
import { incidentParams } from "@/lib/incidents/schema"
import { readReview } from "@/lib/reviews/data"
import { renderMarkdown } from "@/lib/reviews/render-markdown"

export const GET = defineRoute({
  params: incidentParams,
  run: async ({ ctx, params }) => {
    const markdown = renderMarkdown(await readReview({ ctx, reference: params.reference }))
    return new Response(markdown, {
      headers: {
        "content-type": "text/markdown; charset=utf-8",
        "content-disposition": `attachment; filename="${params.reference}.md"`,
        "x-content-type-options": "nosniff",
      },
    })
  },
})
