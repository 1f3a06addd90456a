import { UrlState } from "@/components/patterns/url-state"
import { FullTimeline } from "@/components/timeline/full-timeline"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"

export default async function TimelinePage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  await requireContext(paths.timeline(given.reference))
  const { reference } = await pageRead(async () => parseInput(incidentParams, given))
  return (
    <UrlState>
      <FullTimeline reference={reference} />
    </UrlState>
  )
}
