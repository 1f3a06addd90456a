"use client"

import { timeAxis } from "@/components/damage/time-axis"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { cn } from "@/components/ui/cn"
import type { CoverageDto, SourceDto } from "@/lib/assessment/schema"
import { formatDuration } from "@/lib/format"

type Props = {
  coverage: CoverageDto
  /** Where the bars begin: a little before the first thing that matters. */
  from: string
  serverNow: string
}

/** What each source can tell: how far it is complete, how late it is and what it never sees. */
export function CoverageStrip({ coverage, from, serverNow }: Props) {
  const { sources, gaps } = coverage
  return (
    <Panel
      title="What each source can tell"
      aside="Nothing found in a source is not the same as nothing done"
    >
      {gaps.length > 0 ? (
        <ul className="border-b px-3.5 py-2 text-13 text-agent">
          {gaps.map((gap) => (
            <li key={gap}>
              <UntrustedText text={gap} />
            </li>
          ))}
        </ul>
      ) : null}
      {sources.length === 0 ? (
        <p className="px-3.5 py-3 text-13 text-ink-2">
          No source has been opened yet. They are listed as soon as the reading begins.
        </p>
      ) : (
        <ul>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} from={from} serverNow={serverNow} />
          ))}
        </ul>
      )}
      <div className="grid gap-1 border-t px-3.5 py-2.5 text-12 text-ink-2">
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          <Key look="bg-ink-2" word="delivered" />
          <Key look="cell-applied" word="partly delivered, more may come" />
          <Key look="border-[1.5px] border-dashed border-unknown" word="blind" />
          <span>
            drawn from <UtcTime iso={from} />
          </span>
        </p>
        <p>
          Event history (LookupEvents) never returns data events: what was done to objects inside a bucket
          comes from trail files, and from version listings, which do not say who did it.
        </p>
      </div>
    </Panel>
  )
}

function Key({ look, word }: { look: string; word: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className={cn("inline-block h-2.5 w-[22px] border border-motion", look)} />
      {word}
    </span>
  )
}

function SourceRow({ source, from, serverNow }: { source: SourceDto; from: string; serverNow: string }) {
  const now = useNow(serverNow)
  const axis = timeAxis(Date.parse(from), now)
  const begin = source.coveredFrom ? axis.at(source.coveredFrom) : 0
  const end = source.completeUpTo ? axis.at(source.completeUpTo) : begin
  const listing = source.kind === "aws.version-listing"
  const blind = source.state === "not_available" || source.coveredFrom === null
  return (
    <li className="grid grid-cols-[minmax(180px,250px)_1fr_minmax(220px,360px)] items-center gap-x-3.5 gap-y-1 border-t px-3.5 py-[7px] text-13 first:border-t-0 max-md:grid-cols-1">
      <div>
        <UntrustedText text={source.label} />
        <small className="block text-12 text-ink-2">
          <UntrustedText text={source.connectionName} max={60} />, {source.records} records
        </small>
      </div>
      <div aria-hidden="true" className="relative h-3 border border-control border-dotted">
        {blind ? (
          <Bar from={0} to={1} look="border-[1.5px] border-dashed border-unknown" />
        ) : (
          <>
            <Bar from={0} to={begin} look="border-[1.5px] border-dashed border-unknown" />
            <Bar from={begin} to={end} look="bg-ink-2" />
            {listing ? null : <Bar from={end} to={1} look="cell-applied border border-motion" />}
          </>
        )}
      </div>
      <div>
        <Upto source={source} now={now} />
        {source.failure ? (
          <small className="block text-12 text-agent">
            <UntrustedText text={source.failure} />
          </small>
        ) : null}
        {source.cannotSee.map((line) => (
          <small key={line} className="block text-12 text-ink-2">
            <UntrustedText text={line} />
          </small>
        ))}
        {source.latenessNote ? (
          <small className="block text-12 text-ink-2">
            <UntrustedText text={source.latenessNote} />
          </small>
        ) : null}
      </div>
    </li>
  )
}

function Upto({ source, now }: { source: SourceDto; now: number }) {
  if (source.state === "not_available") return <strong className="font-semibold">Not available</strong>
  const state =
    source.state === "failed" ? (
      <strong className="font-semibold text-agent">Could not be read. </strong>
    ) : source.state === "reading" ? (
      <span className="text-motion">Being read. </span>
    ) : null
  if (!source.completeUpTo)
    return (
      <>
        {state}
        Complete up to: not known
      </>
    )
  const behind = Math.max(0, now - Date.parse(source.completeUpTo))
  return (
    <>
      {state}
      Complete up to <UtcTime iso={source.completeUpTo} />, {formatDuration(behind)} behind
    </>
  )
}

function Bar({ from, to, look }: { from: number; to: number; look: string }) {
  if (to <= from) return null
  return (
    <i
      className={cn("-inset-y-px absolute", look)}
      style={{ left: `${(from * 100).toFixed(2)}%`, width: `${((to - from) * 100).toFixed(2)}%` }}
    />
  )
}
