import { ReviewView } from "@/components/reviews/review-view"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"
import { readReview } from "@/lib/reviews/data"
import { reviewQuery } from "@/lib/reviews/queries"

export default async function ReviewPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.review(given.reference))
  const { reference, review } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    return { reference, review: await readReview({ ctx, reference }) }
  })
  return (
    <Hydrated reads={[[reviewQuery(reference), review]]}>
      <ReviewView reference={reference} />
    </Hydrated>
  )
}
