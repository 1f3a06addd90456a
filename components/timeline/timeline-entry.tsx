"use client"

import { CircleDot, Mail, Pin, Quote, SquareTerminal, User } from "lucide-react"
import type { ComponentProps, ReactNode } from "react"
import { Markdown } from "@/components/patterns/markdown"
import { UtcDateTime, UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { cn } from "@/components/ui/cn"
import { Tag } from "@/components/ui/tag"
import type { TimelineEntryDto } from "@/lib/timeline/schema"

/** One entry: when, who, what. The agent's doings have a red edge; what was only stated has quotation marks. */
export function TimelineEntry({
  entry,
  actions,
  className,
  ...rest
}: ComponentProps<"li"> & { entry: TimelineEntryDto; actions?: ReactNode }) {
  const agent = entry.actor.kind === "agent"
  const proven = entry.kind === "step.verified" || entry.kind === "incident.contained"
  const Icon = iconOf(entry)
  return (
    <li
      {...rest}
      id={`entry-${entry.sequence}`}
      // Not a stop of its own: `j` and `k` come here.
      tabIndex={-1}
      className={cn(
        "grid grid-cols-[62px_20px_1fr_auto] gap-x-2 border-t px-3 py-[7px] text-13 first:border-t-0",
        agent && entry.kind !== "agent.denied" && "shadow-[inset_3px_0_var(--agent)]",
        agent && entry.kind === "agent.denied" && "border-l border-l-agent border-dashed",
        className,
      )}
    >
      <UtcTime iso={entry.occurredAt} className="text-ink-3" />
      <Icon
        aria-hidden="true"
        strokeWidth={1.5}
        className={cn("mt-0.5 size-4", agent && "text-agent", proven && "text-proven")}
      />
      <div className="min-w-0">
        <UntrustedText
          text={entry.actor.label}
          max={40}
          className={cn("font-semibold", agent && "text-agent")}
        />{" "}
        <UntrustedText text={entry.text} className={cn(proven && "text-proven")} />
        {entry.pinned ? <Pin aria-label="pinned" className="ml-1 inline size-3.5" strokeWidth={1.5} /> : null}
        {entry.internal ? <Tag className="ml-1.5">internal</Tag> : null}
        {entry.detail ? (
          <small className="block text-12 text-ink-2">
            <UntrustedText text={entry.detail} />
          </small>
        ) : null}
        {entry.note ? (
          <div className="mt-1">
            <Markdown text={entry.note} />
          </div>
        ) : null}
        {isLate(entry) ? (
          <small className="block text-12 text-ink-2">
            recorded <UtcDateTime iso={entry.recordedAt} />
          </small>
        ) : null}
        {entry.correctsSequence ? (
          <small className="block text-12 text-ink-2">corrects entry {entry.correctsSequence}</small>
        ) : null}
        {entry.redacted ? (
          <small className="block text-12 text-ink-2">
            redacted by <UntrustedText text={entry.redacted.by} max={40} />,{" "}
            <UtcTime iso={entry.redacted.at} />
          </small>
        ) : null}
        {entry.correctedBySequence ? (
          <small className="block text-12 text-ink-2">corrected by entry {entry.correctedBySequence}</small>
        ) : null}
      </div>
      {actions ? <div className="-my-1">{actions}</div> : null}
    </li>
  )
}

/** Learnt more than a minute after it happened: then both times are told. */
function isLate({ occurredAt, recordedAt }: TimelineEntryDto): boolean {
  return Date.parse(recordedAt) - Date.parse(occurredAt) > 60_000
}

function iconOf(entry: TimelineEntryDto) {
  if (entry.actor.kind === "agent") return SquareTerminal
  if (entry.kind.endsWith("stated")) return Quote
  if (entry.group === "message") return Mail
  return entry.actor.kind === "person" ? User : CircleDot
}
