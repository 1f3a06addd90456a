"use client"

import { timeAxis } from "@/components/damage/time-axis"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { cn } from "@/components/ui/cn"
import type { CoverageDto, SourceDto } from "@/lib/assessment/schema"
import { formatDuration, formatPlural } from "@/lib/format"

const versionListing = "aws.version-listing"

type Props = {
  coverage: CoverageDto
  /** Where the bars begin: a little before the first thing that matters. */
  from: string
  /** Whether a reading goes on now: a source that is "reading" otherwise was left in the middle. */
  underWay: boolean
  serverNow: string
}

/** What each source can tell: how far it is complete, how late it is and what it never sees. */
export function CoverageStrip({ coverage, from, underWay, serverNow }: Props) {
  const { sources, gaps } = coverage
  const logs = sources.filter((source) => source.kind !== versionListing)
  const listings = sources.filter((source) => source.kind === versionListing)
  const row = (source: SourceDto) => (
    <SourceRow key={source.id} source={source} from={from} underWay={underWay} serverNow={serverNow} />
  )
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
        <>
          <ul>{logs.map(row)}</ul>
          {listings.length > 0 ? (
            <details className="border-t" open={listings.length < 4}>
              <summary className="px-3.5 py-2 text-13">
                Version listings of {formatPlural(listings.length, "bucket")}: what changed, not who did it
              </summary>
              <ul className="border-t">{listings.map(row)}</ul>
            </details>
          ) : null}
        </>
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

function SourceRow({ source, from, underWay, serverNow }: Omit<Props, "coverage"> & { source: SourceDto }) {
  const now = useNow(serverNow)
  const axis = timeAxis(Date.parse(from), now)
  const begin = source.coveredFrom ? axis.at(source.coveredFrom) : 0
  const end = source.completeUpTo ? axis.at(source.completeUpTo) : begin
  const listing = source.kind === versionListing
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
        <Upto source={source} now={now} underWay={underWay} />
        {source.failure ? (
          <small className="block text-12 text-agent">
            <UntrustedText text={source.failure} />
          </small>
        ) : null}
        <Notes source={source} />
      </div>
    </li>
  )
}

/** What it never sees, and how late it is: said in full. */
function Notes({ source }: { source: SourceDto }) {
  const never = source.cannotSee.filter((line) => !line.startsWith("Gap: "))
  return (
    <>
      {never.length > 0 ? (
        <small className="block text-12 text-ink-2">
          Cannot see: <UntrustedText text={never.join(" ")} />
        </small>
      ) : null}
      {source.latenessNote ? (
        <small className="block text-12 text-ink-3">
          <UntrustedText text={source.latenessNote} />
        </small>
      ) : null}
    </>
  )
}

function Upto({ source, now, underWay }: { source: SourceDto; now: number; underWay: boolean }) {
  if (source.state === "not_available") return <strong className="font-semibold">Not available</strong>
  const state =
    source.state === "failed" ? (
      <strong className="font-semibold text-agent">Could not be read. </strong>
    ) : source.state !== "reading" ? null : underWay ? (
      <span className="text-motion">Being read. </span>
    ) : (
      <strong className="font-semibold">Not read to its end. </strong>
    )
  if (!source.completeUpTo)
    return (
      <>
        {state}
        Complete up to: not known
      </>
    )
  if (source.kind === versionListing)
    return (
      <>
        {state}
        Complete as of <UtcTime iso={source.completeUpTo} />
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
