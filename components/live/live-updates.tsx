"use client"

import { useQueryClient } from "@tanstack/react-query"
import { createContext, type ReactNode, useContext, useEffect, useState } from "react"
import { type LiveState, subscribe } from "@/lib/live/live-source"
import { apiPaths } from "@/lib/paths"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

export type Live = {
  state: LiveState
  /** When the stream last said anything, ms; null before the first word. */
  lastWordAt: number | null
  /** What arrived since the page was drawn, oldest first. */
  arrived: readonly TimelineEntryDto[]
}

const LiveContext = createContext<Live>({ state: "connecting", lastWordAt: null, arrived: [] })
export const useLive = () => useContext(LiveContext)

/** Entries kept for the pill; older ones are read with the timeline anyway. */
const keep = 500
/** Reads are renewed at most this often while entries pour in, ms. */
const gatherMs = 250
/** While the stream is lost the page reads by itself, ms. */
const pollMs = 5_000

/** Follows one incident: every entry makes its reads stale, except the timeline, which waits for its reader. */
export function LiveUpdates({
  reference,
  after,
  children,
}: {
  reference: string
  after: number
  children: ReactNode
}) {
  const client = useQueryClient()
  const [live, setLive] = useState<Live>({ state: "connecting", lastWordAt: null, arrived: [] })
  // `after` is where the first paint stood; later renders of the server must not open the stream again.
  const [from] = useState(after)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const renew = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        client.invalidateQueries({
          predicate: ({ queryKey }) =>
            queryKey[0] === "incident" && queryKey[1] === reference && queryKey[2] !== "timeline",
        })
      }, gatherMs)
    }
    const stop = subscribe(
      apiPaths.stream(reference),
      from,
      (entry) => {
        setLive((old) => ({ ...old, arrived: [...old.arrived, entry as TimelineEntryDto].slice(-keep) }))
        renew()
      },
      (status) => {
        setLive((old) => ({ ...old, ...status }))
        // Ended means signed out, most often: the next read says so.
        if (status.state === "ended") renew()
      },
      () => {
        client.invalidateQueries({ queryKey: ["me"] })
        renew()
      },
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, reference, from])

  useEffect(() => {
    if (live.state === "live" || live.state === "connecting") return
    // A read that is under way is not begun again: one that takes longer than this would never end.
    const poll = () =>
      client.invalidateQueries({ queryKey: ["incident", reference] }, { cancelRefetch: false })
    void poll()
    const timer = setInterval(poll, pollMs)
    return () => {
      clearInterval(timer)
      // The stream is back: what failed meanwhile is read again, or its error would stay on the page.
      void client.invalidateQueries({ queryKey: ["incident", reference] })
    }
  }, [client, reference, live.state])

  return <LiveContext value={live}>{children}</LiveContext>
}
