import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { TimelineBus } from "@/lib/live/timeline-bus"
import { readEntriesAfter } from "@/lib/timeline/data"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

const batch = 200

export type Followed = { type: "entry"; entry: TimelineEntryDto } | { type: "quiet" }

/**
 * Entries of an incident after `after`, in sequence, without loss or repeat, for ever. The table is the truth and the
 * bus only says when to look; a look every `pollMs` is the backstop. `quiet` comes after each fruitless look, so that
 * the caller can send a heartbeat. A database that is away is waited for.
 */
export async function* followTimeline({
  db,
  bus,
  incidentId,
  after,
  signal,
  pollMs = 10_000,
}: {
  db: PrismaClient
  bus: TimelineBus
  incidentId: string
  after: number
  signal: AbortSignal
  pollMs?: number
}): AsyncGenerator<Followed> {
  let cursor = after
  let woken = true
  let wake: () => void = () => undefined
  const unsubscribe = bus.subscribe(incidentId, ({ sequence }) => {
    if (sequence !== 0 && sequence <= cursor) return
    woken = true
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener("abort", onAbort)
  try {
    while (!signal.aborted) {
      woken = false
      const entries = await readEntriesAfter(db, incidentId, cursor, batch).catch(() => null)
      for (const entry of entries ?? []) {
        if (signal.aborted) return
        cursor = entry.sequence
        yield { type: "entry", entry }
      }
      if (entries?.length === batch) continue
      if (!entries?.length) yield { type: "quiet" }
      if (woken && entries) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, entries ? pollMs : 1_000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (signal.aborted || (woken && entries)) wake()
      })
    }
  } finally {
    unsubscribe()
    signal.removeEventListener("abort", onAbort)
  }
}
