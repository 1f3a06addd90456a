"use client"

import { Stat, StatList } from "@/components/patterns/stat-list"
import { UtcTime } from "@/components/patterns/time"
import type { DamageSummaryDto } from "@/lib/damage/schema"
import { formatCount, formatDuration, formatPlural } from "@/lib/format"

/** The head of the damage page. Before a reading is complete a zero is "not known". */
export function DamageNumbers({ summary }: { summary: DamageSummaryDto }) {
  const known = summary.assessed
  return (
    <section aria-label="Damage in numbers" className="rounded-2 border bg-surface">
      <StatList>
        <Stat
          label="Resources damaged"
          tone={summary.resources > 0 ? "text-agent" : ""}
          text={!known && summary.resources === 0}
          note={typesLine(summary)}
        >
          {count(summary.resources, known)}
        </Stat>
        <Stat
          label="Objects deleted"
          text={!known && summary.objectsDeleted === 0}
          note={objectsLine(summary)}
        >
          {count(summary.objectsDeleted, known)}
        </Stat>
        <Stat
          label="Successful effects"
          text={!known && summary.effectsSucceeded === 0}
          note={
            known || summary.effectsDenied > 0
              ? `${formatCount(summary.effectsDenied)} more attempted and denied`
              : unread
          }
        >
          {count(summary.effectsSucceeded, known)}
        </Stat>
        <Stat label="First, last" text note={lasted(summary)}>
          {summary.firstAt && summary.lastAt ? (
            <>
              <UtcTime iso={summary.firstAt} /> → <UtcTime iso={summary.lastAt} />
            </>
          ) : (
            "none seen"
          )}
        </Stat>
        <Stat label="Complete up to" text note="the slowest source decides">
          {summary.completeUpTo ? <UtcTime iso={summary.completeUpTo} /> : "not known"}
        </Stat>
      </StatList>
    </section>
  )
}

export function count(number: number, known: boolean): string {
  return number === 0 && !known ? "not known" : formatCount(number)
}

const unread = "no reading is complete"

export function objectsLine(summary: DamageSummaryDto): string {
  const { versionsPurged, objectsOverwritten, assessed } = summary
  if (!assessed && versionsPurged + objectsOverwritten === 0) return unread
  return `${formatPlural(versionsPurged, "version")} deleted for good, ${formatPlural(objectsOverwritten, "object")} overwritten`
}

export function typesLine(summary: DamageSummaryDto): string {
  const types = summary.resourcesByType.map(({ type, count }) => formatPlural(count, type)).join(", ")
  if (types) return types
  return summary.assessed ? "none seen so far" : unread
}

function lasted({ firstAt, lastAt }: DamageSummaryDto): string {
  return firstAt && lastAt
    ? formatDuration(Date.parse(lastAt) - Date.parse(firstAt))
    : "no destructive effect"
}
