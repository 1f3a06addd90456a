import type { Metadata } from "next"
import { LivePage } from "@/components/live-page/live-page"
import { UrlState } from "@/components/patterns/url-state"
import { Hydrated } from "@/components/shell/hydrated"
import { publicContext } from "@/lib/auth/current-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { readLive } from "@/lib/live/data"
import { liveQuery } from "@/lib/live/queries"
import { liveParams } from "@/lib/live/schema"

export const metadata: Metadata = { title: "Live", referrer: "no-referrer" }

/** The read-only page behind a link. No sign-in: the link is the permission, and it can be revoked. */
export default async function LiveLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const given = await params
  const { token, live } = await pageRead(async () => {
    const { token } = parseInput(liveParams, given)
    return { token, live: await readLive({ ctx: publicContext(), token }) }
  })
  return (
    <Hydrated reads={[[liveQuery(token), live]]}>
      <UrlState>
        <LivePage token={token} />
      </UrlState>
    </Hydrated>
  )
}
