import type { Metadata } from "next"
import { LivePage } from "@/components/live-page/live-page"
import { RevokedLink } from "@/components/live-page/revoked-link"
import { Hydrated } from "@/components/shell/hydrated"
import { publicContext } from "@/lib/auth/current-context"
import { isFirebreakError } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { readLive } from "@/lib/live/data"
import { liveQuery } from "@/lib/live/queries"
import { liveParams } from "@/lib/live/schema"

export const metadata: Metadata = { title: "Live", referrer: "no-referrer" }

/** The read-only page behind a link. No sign-in: the link is the permission, and it can be revoked. */
export default async function LiveLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const given = await params
  const read = await readOrNull(given)
  if (!read) return <RevokedLink />
  return (
    <Hydrated reads={[[liveQuery(read.token), read.live]]}>
      <LivePage token={read.token} />
    </Hydrated>
  )
}

async function readOrNull(given: { token: string }) {
  try {
    const { token } = parseInput(liveParams, given)
    return { token, live: await readLive({ ctx: publicContext(), token }) }
  } catch (error) {
    if (isFirebreakError(error) && (error.code === "not-found" || error.code === "invalid-input")) return null
    throw error
  }
}
