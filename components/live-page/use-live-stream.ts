"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { type LiveStatus, subscribe } from "@/lib/live/live-source"
import { liveQuery } from "@/lib/live/queries"
import { apiPaths } from "@/lib/paths"

/** Many may read along: their reads are spread over this time, ms, so that an entry is not answered by a stampede. */
const spreadMs = 1_500
const gatherMs = 300
/** While the stream is lost the page reads by itself, and opens it again, ms. */
const pollMs = 5_000

/** Follows a live link. Whatever comes makes the page read again: what it shows is always the server's whole answer. */
export function useLiveStream(token: string, after: number): LiveStatus {
  const client = useQueryClient()
  const [status, setStatus] = useState<LiveStatus>({ state: "connecting", lastWordAt: null })
  const [attempt, setAttempt] = useState(0)
  const [from] = useState(after)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` opens the stream again
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const renew = () => {
      timer ??= setTimeout(
        () => {
          timer = undefined
          client.invalidateQueries({ queryKey: liveQuery(token).queryKey })
        },
        gatherMs + Math.random() * spreadMs,
      )
    }
    const readNow = () => client.invalidateQueries({ queryKey: liveQuery(token).queryKey })
    const stop = subscribe(
      apiPaths.liveStream(token),
      from,
      renew,
      (next) => {
        setStatus(next)
        // Ended means revoked, most often: the server is asked at once.
        if (next.state === "ended") void readNow()
      },
      () => void readNow(),
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, token, from, attempt])

  useEffect(() => {
    if (status.state === "live" || status.state === "connecting") return
    const timer = setInterval(() => {
      void client.invalidateQueries({ queryKey: liveQuery(token).queryKey })
      if (status.state === "ended") setAttempt((n) => n + 1)
    }, pollMs)
    return () => clearInterval(timer)
  }, [client, token, status.state])

  return status
}
