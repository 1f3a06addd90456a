"use client"

import { useQuery } from "@tanstack/react-query"
import { TriangleAlert } from "lucide-react"
import type { ReactNode } from "react"
import { useLive } from "@/components/live/live-updates"
import { UtcTime } from "@/components/patterns/time"
import { useNow } from "@/components/patterns/use-now"
import { Button } from "@/components/ui/button"
import { ApiProblem } from "@/lib/http/fetch-json"
import { incidentQuery } from "@/lib/incidents/queries"
import { paths } from "@/lib/paths"

/** Without a stream the page reads every 5 s: after this long without an answer it is not only the stream, ms. */
const unansweredMs = 12_000

/** Says since when what is shown may be old, and what still works. Absent while all is well. */
export function DegradedBanner({ reference, serverNow }: { reference: string; serverNow: string }) {
  const live = useLive()
  // Draws again every second.
  useNow(serverNow)
  const { error, dataUpdatedAt } = useQuery(incidentQuery(reference))
  if (error instanceof ApiProblem && error.status === 401) {
    return (
      <Banner action={<a href={paths.signIn(paths.incident(reference))}>Sign in again</a>}>
        <strong>Your session has ended.</strong> What is shown is as of{" "}
        <UtcTime iso={new Date(dataUpdatedAt).toISOString()} />.
      </Banner>
    )
  }
  // Both are times of this browser's own clock.
  const age = (at: number) => Date.now() - at
  const lost = live.state === "reconnecting" || live.state === "ended"
  const silent = lost && (live.lastWordAt === null || age(live.lastWordAt) > 5_000)
  // A database that hangs gives no error for long; what counts is that nothing came.
  const reads = error !== null || (silent && age(dataUpdatedAt) > unansweredMs)
  if (!reads && !silent) return null
  const since = reads ? dataUpdatedAt : (live.lastWordAt ?? dataUpdatedAt)
  return (
    <Banner
      action={
        <Button size="sm" tone="inverse" onClick={() => location.reload()}>
          Load again
        </Button>
      }
    >
      <strong>
        {reads ? "The server or its database does not answer" : "The live stream is lost"} since{" "}
        <UtcTime iso={new Date(since).toISOString()} />.
      </strong>{" "}
      {reads
        ? "What is shown is as of then. Steps under way go on in the worker, and none is repeated blindly. The page tries again by itself."
        : "The page reads every 5 s instead; nothing is missed. It connects again by itself."}
    </Banner>
  )
}

function Banner({ children, action }: { children: ReactNode; action: ReactNode }) {
  return (
    <div
      role="status"
      className="grid grid-cols-[20px_1fr_auto] items-center gap-x-3 gap-y-1 bg-ink px-4 py-2.5 text-13 text-well max-sm:grid-cols-[20px_1fr]"
    >
      <TriangleAlert aria-hidden="true" className="size-4" strokeWidth={1.5} />
      <span>{children}</span>
      <span className="max-sm:col-start-2">{action}</span>
    </div>
  )
}
