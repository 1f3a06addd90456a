"use client"

import { useInfiniteQuery, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query"
import { parseAsInteger, useQueryState } from "nuqs"
import { useCallback, useState } from "react"
import { useLive } from "@/components/live/live-updates"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useShortcuts } from "@/components/shell/use-shortcuts"
import { ChainReportNote } from "@/components/timeline/chain-report-note"
import { FactDialog } from "@/components/timeline/fact-dialog"
import { NoteDialog } from "@/components/timeline/note-dialog"
import { TimelineFilter, useTimelineFilter } from "@/components/timeline/timeline-filter"
import { TimelineRows } from "@/components/timeline/timeline-rows"
import { Button, buttonLook } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"
import { fetchJson } from "@/lib/http/fetch-json"
import { incidentQuery } from "@/lib/incidents/queries"
import { apiPaths } from "@/lib/paths"
import { timelineQuery } from "@/lib/timeline/queries"
import type { ChainReport } from "@/lib/timeline/schema"

/** The whole record with its filter in the address, and the check of its chain. */
export function FullTimeline({ reference }: { reference: string }) {
  const client = useQueryClient()
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { arrived } = useLive()
  const { filter, set, query: asked } = useTimelineFilter()
  const [wanted] = useQueryState("entry", parseAsInteger)
  const [writing, setWriting] = useState<"note" | "fact" | null>(null)
  const query = timelineQuery(reference, asked)
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(query)
  const verify = useMutation({ mutationFn: () => fetchJson<ChainReport>(apiPaths.verify(reference)) })
  const first = data?.pages[0]
  const fresh = first ? arrived.filter((entry) => entry.sequence > first.headSequence).length : 0
  const show = () => client.resetQueries({ queryKey: query.queryKey })
  useShortcuts({ n: () => setWriting("note"), u: show })
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const { note, redact } = incident.may
  return (
    <div className="mx-auto grid max-w-[1100px] gap-3 p-3">
      <TimelineFilter filter={filter} set={set} />
      <Panel
        title="Timeline"
        aside={first ? said(first.total, first.hidden) : null}
        actions={
          <div className="flex flex-wrap gap-2">
            <ActionButton size="sm" refusal={note} onClick={() => setWriting("note")}>
              Note <KeyCap>N</KeyCap>
            </ActionButton>
            <ActionButton size="sm" refusal={note} onClick={() => setWriting("fact")}>
              Insert a fact…
            </ActionButton>
            <a
              href={`${apiPaths.timeline(reference)}/export`}
              download
              className={buttonLook({ size: "sm" })}
            >
              Export
            </a>
            <Button size="sm" onClick={() => verify.mutate()}>
              {verify.isPending ? "Verifying…" : "Verify the chain"}
            </Button>
          </div>
        }
      >
        <div role="status">
          {verify.data ? <ChainReportNote report={verify.data} /> : null}
          {fresh > 0 ? (
            <div className="flex justify-center border-b p-1.5">
              <Button size="sm" className="rounded-full px-3.5" onClick={show}>
                {fresh} new
              </Button>
            </div>
          ) : null}
        </div>
        <ProblemNote error={error ?? verify.error} />
        {isPending ? <LoadingRows what="the timeline" rows={8} /> : null}
        {first && first.entries.length === 0 ? (
          <EmptyState title="Nothing fits this filter">
            {first.hidden} of {first.total} entries are hidden by it.
          </EmptyState>
        ) : null}
        {data && first ? (
          <TimelineRows
            key={JSON.stringify(asked)}
            reference={reference}
            entries={data.pages.flatMap((page) => page.entries)}
            total={first.total - first.hidden}
            may={{ note, redact }}
            more={hasNextPage && !isFetching ? more : null}
            wanted={wanted}
          />
        ) : null}
      </Panel>
      {writing === "note" ? <NoteDialog reference={reference} onClose={() => setWriting(null)} /> : null}
      {writing === "fact" ? <FactDialog reference={reference} onClose={() => setWriting(null)} /> : null}
    </div>
  )
}

function said(total: number, hidden: number): string {
  return `${total} entries${hidden > 0 ? `, ${hidden} hidden by this filter` : ""}`
}
