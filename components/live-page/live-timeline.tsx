"use client"

import { CircleDot, Mail, Quote, SquareTerminal, User } from "lucide-react"
import { parseAsBoolean, useQueryState } from "nuqs"
import { useState } from "react"
import { Markdown } from "@/components/patterns/markdown"
import { Panel } from "@/components/patterns/panel"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { Button } from "@/components/ui/button"
import { cn } from "@/components/ui/cn"
import type { LiveEntryDto } from "@/lib/live/schema"

/**
 * What happened, newest first. New entries wait behind the pill so that nothing moves under a reader; a wall screen
 * follows by itself (`?follow=true`). Entries are taken from the last read, so a redacted one loses its text here too.
 */
export function LiveTimeline({ entries, head }: { entries: LiveEntryDto[]; head: number }) {
  const [seen, setSeen] = useState(head)
  const [follow, setFollow] = useQueryState("follow", parseAsBoolean.withDefault(false))
  const shown = follow ? entries : entries.filter((entry) => entry.sequence <= seen)
  const fresh = entries.length - shown.length
  return (
    <Panel
      title="Timeline"
      aside="newest first, UTC"
      className="max-sm:rounded-none max-sm:border-x-0"
      actions={
        <label className="inline-flex min-h-6 cursor-pointer items-center gap-1.5 text-12">
          <input
            type="checkbox"
            checked={follow}
            className="size-4 accent-[var(--ink)]"
            onChange={(event) => {
              setSeen(head)
              void setFollow(event.target.checked || null)
            }}
          />
          Follow
        </label>
      }
    >
      <div role="status" className={fresh > 0 ? "flex justify-center border-b p-1.5" : "sr-only"}>
        {fresh > 0 ? (
          <Button size="sm" className="rounded-full px-3.5" onClick={() => setSeen(head)}>
            {fresh} new
          </Button>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <p className="px-3.5 py-3 text-13 text-ink-2">Nothing is told yet.</p>
      ) : (
        <ol>
          {shown.map((entry) => (
            <Entry key={entry.sequence} entry={entry} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Entry({ entry }: { entry: LiveEntryDto }) {
  const agent = entry.actor.kind === "agent"
  const proven = entry.kind === "step.verified" || entry.kind === "incident.contained"
  const Icon = iconOf(entry)
  return (
    <li
      className={cn(
        "grid grid-cols-[62px_20px_1fr] gap-x-2 border-t px-3 py-[7px] text-13 first:border-t-0",
        agent && entry.kind !== "agent.denied" && "shadow-[inset_3px_0_var(--agent)]",
        agent && entry.kind === "agent.denied" && "border-l border-l-agent border-dashed",
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
        {entry.isNote ? (
          <>
            wrote a note
            <div className="mt-1">
              <Markdown text={entry.text} />
            </div>
          </>
        ) : (
          <UntrustedText text={entry.text} className={cn(proven && "text-proven")} />
        )}
      </div>
    </li>
  )
}

function iconOf(entry: LiveEntryDto) {
  if (entry.actor.kind === "agent") return SquareTerminal
  if (entry.kind.endsWith("stated")) return Quote
  if (entry.group === "message") return Mail
  return entry.actor.kind === "person" ? User : CircleDot
}
