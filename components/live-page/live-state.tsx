"use client"

import { UtcTime } from "@/components/patterns/time"
import { useNow } from "@/components/patterns/use-now"
import { formatDuration } from "@/lib/format"
import type { LiveStatus } from "@/lib/live/live-source"

type Props = { status: LiveStatus; failed: boolean; readAt: number; serverNow: string }

/** How fresh the page is, in words; loud when it is not. */
export function LiveState({ status, failed, readAt, serverNow }: Props) {
  const now = useNow(serverNow)
  const lost = failed || status.state === "reconnecting" || status.state === "ended"
  const since = status.lastWordAt ?? readAt
  if (lost && (failed || now - since > 5_000)) {
    return (
      <span
        role="status"
        className="bg-ink px-2 py-0.5 font-medium text-12 text-well max-sm:order-9 max-sm:basis-full"
      >
        {failed ? "No answer" : "Stream lost"}: as of <UtcTime iso={new Date(readAt).toISOString()} />, trying
        again
      </span>
    )
  }
  const age = Math.max(0, now - since)
  return (
    <span className="text-12 text-ink-2">
      Read-only ·{" "}
      {status.state === "live" ? `live${age >= 1_000 ? `, ${formatDuration(age)} ago` : ""}` : "connecting"}
    </span>
  )
}
