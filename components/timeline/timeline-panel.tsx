"use client"

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { useLive } from "@/components/live/live-updates"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useShortcuts } from "@/components/shell/use-shortcuts"
import { NoteDialog } from "@/components/timeline/note-dialog"
import { TimelineEntry } from "@/components/timeline/timeline-entry"
import { useEntryKeys } from "@/components/timeline/use-entry-keys"
import { Button } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"
import { timelineQuery } from "@/lib/timeline/queries"

/** What happened, newest first. New entries wait behind the pill: nothing moves under the reader. */
export function TimelinePanel({ reference }: { reference: string }) {
  const client = useQueryClient()
  const query = timelineQuery(reference, { order: "newest", limit: 50 })
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(query)
  const { arrived } = useLive()
  const [writing, setWriting] = useState(false)
  const head = data?.pages[0]?.headSequence ?? 0
  const fresh = data ? arrived.filter((entry) => entry.sequence > head).length : 0
  const show = () => client.resetQueries({ queryKey: query.queryKey })
  const list = useRef<HTMLOListElement>(null)
  const entries = data?.pages.flatMap((page) => page.entries) ?? []
  useShortcuts({ n: () => setWriting(true), u: show })
  useEntryKeys(entries, (index) => (list.current?.children[index] as HTMLElement | undefined)?.focus())
  return (
    <Panel
      title="Timeline"
      aside="newest first, UTC"
      actions={
        <Button size="sm" onClick={() => setWriting(true)}>
          Note <KeyCap>N</KeyCap>
        </Button>
      }
    >
      <div role="status" className={fresh > 0 ? "flex justify-center border-b p-1.5" : "sr-only"}>
        {fresh > 0 ? (
          <Button size="sm" className="rounded-full px-3.5" onClick={show}>
            {fresh} new
          </Button>
        ) : null}
      </div>
      <ProblemNote error={error} />
      {isPending ? <LoadingRows what="the timeline" /> : null}
      <ol ref={list}>
        {entries.map((entry) => (
          <TimelineEntry key={entry.sequence} entry={entry} />
        ))}
      </ol>
      {hasNextPage ? (
        <div className="border-t p-2">
          <Button size="sm" tone="quiet" onClick={() => fetchNextPage()}>
            {isFetchingNextPage ? "Reading…" : "Earlier entries"}
          </Button>
        </div>
      ) : null}
      {writing ? <NoteDialog reference={reference} onClose={() => setWriting(false)} /> : null}
    </Panel>
  )
}
