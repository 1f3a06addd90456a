"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs"
import { useLive } from "@/components/live/live-updates"
import { LoadingRows } from "@/components/patterns/loading-rows"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { TimelineEntry } from "@/components/timeline/timeline-entry"
import { Button } from "@/components/ui/button"
import { SelectField, TextField } from "@/components/ui/field"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"
import { timelineQuery } from "@/lib/timeline/queries"
import type { ChainReport } from "@/lib/timeline/schema"

const groups = ["agent", "person", "containment", "assessment", "restore", "message", "system"] as const
const orders = ["newest", "oldest"] as const

/** The whole record with its filter in the address, and the check of its chain. */
export function FullTimeline({ reference }: { reference: string }) {
  const client = useQueryClient()
  const { arrived } = useLive()
  const [filter, setFilter] = useQueryStates({
    order: parseAsStringLiteral(orders).withDefault("newest"),
    groups: parseAsStringLiteral(groups),
    text: parseAsString.withDefault(""),
  })
  const query = timelineQuery(reference, {
    order: filter.order,
    limit: 100,
    ...(filter.groups ? { groups: filter.groups } : {}),
    ...(filter.text ? { text: filter.text } : {}),
  })
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(query)
  const verify = useMutation({ mutationFn: () => fetchJson<ChainReport>(apiPaths.verify(reference)) })
  const first = data?.pages[0]
  const fresh = first ? arrived.filter((entry) => entry.sequence > first.headSequence).length : 0
  return (
    <div className="mx-auto grid max-w-[1100px] gap-3 p-3">
      <Panel title="Filter">
        <div className="grid gap-3 p-3.5 sm:grid-cols-3">
          <SelectField
            label="Order"
            value={filter.order}
            onChange={(e) => setFilter({ order: e.target.value as (typeof orders)[number] })}
          >
            <option value="newest">Newest first</option>
            <option value="oldest">Oldest first</option>
          </SelectField>
          <SelectField
            label="Kind"
            value={filter.groups ?? ""}
            onChange={(e) =>
              setFilter({ groups: (e.target.value || null) as (typeof groups)[number] | null })
            }
          >
            <option value="">All</option>
            {groups.map((group) => (
              <option key={group} value={group}>
                {group}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Text"
            value={filter.text}
            maxLength={200}
            onChange={(e) => setFilter({ text: e.target.value || null })}
          />
        </div>
      </Panel>
      <Panel
        title="Timeline"
        aside={
          first
            ? `${first.total} entries${first.hidden > 0 ? `, ${first.hidden} hidden by this filter` : ""}`
            : null
        }
        actions={
          <>
            {fresh > 0 ? (
              <Button
                size="sm"
                className="rounded-full"
                onClick={() => client.resetQueries({ queryKey: query.queryKey })}
              >
                {fresh} new
              </Button>
            ) : null}
            <Button size="sm" onClick={() => verify.mutate()}>
              {verify.isPending ? "Verifying…" : "Verify the chain"}
            </Button>
          </>
        }
      >
        <div role="status">{verify.data ? <Report report={verify.data} /> : null}</div>
        <ProblemNote error={error ?? verify.error} />
        {isPending ? <LoadingRows what="the timeline" rows={8} /> : null}
        <ol>
          {data?.pages
            .flatMap((page) => page.entries)
            .map((entry) => (
              <TimelineEntry key={entry.sequence} entry={entry} />
            ))}
        </ol>
        {hasNextPage ? (
          <div className="border-t p-2">
            <Button size="sm" tone="quiet" onClick={() => fetchNextPage()}>
              {isFetchingNextPage ? "Reading…" : "More entries"}
            </Button>
          </div>
        ) : null}
      </Panel>
    </div>
  )
}

function Report({ report }: { report: ChainReport }) {
  return (
    <div className="border-b px-3.5 py-2.5 text-13">
      <p className={report.ok ? "text-proven" : "text-agent"}>
        {report.ok
          ? `The chain is whole: ${report.checked} entries${report.redacted > 0 ? `, ${report.redacted} redacted` : ""}.`
          : "The chain is broken: the record was changed."}{" "}
        <UtcDateTime iso={report.verifiedAt} />
      </p>
      <p className="machine break-all text-12 text-ink-2">{report.headHash}</p>
      {report.faults.map((fault) => (
        <p key={`${fault.sequence}${fault.fault}`}>
          Entry {fault.sequence}: {fault.fault}
        </p>
      ))}
    </div>
  )
}
