"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { CopyButton } from "@/components/patterns/copy-button"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StateWord } from "@/components/steps/state-word"
import { cn } from "@/components/ui/cn"
import type { WorkDto } from "@/lib/work/schema"

/** One piece of work: what, by whom, its state as its service said, and how it is stopped or why not. */
export function WorkRow({ work, busy, onStop }: { work: WorkDto; busy: boolean; onStop: () => void }) {
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={work.resource} mono className="break-all font-medium" />
        <small>
          {work.kindTitle}, {work.region}, <UntrustedText text={work.connectionName} />
        </small>
        <span className="flex flex-wrap gap-x-3 gap-y-1 text-12">
          <a href={work.link} target="_blank" rel="noreferrer" className="min-h-6 underline">
            Open in the console
          </a>
          <CopyButton text={work.resource}>Copy its id</CopyButton>
        </span>
      </th>
      <td data-label="Started">
        <UtcTime iso={work.startedAt} />
        <small className="block">
          <UntrustedText text={work.startedAction} mono />
        </small>
        <UntrustedText text={work.startedBy} mono max={40} className="block text-12 text-ink-2" />
      </td>
      <td data-label="State">
        <span className={cn("font-semibold", work.state === "running" && "text-agent")}>
          {says[work.state]}
        </span>
        <small className="block">
          <UntrustedText text={work.word} mono /> as read at <UtcTime iso={work.readAt} />
        </small>
      </td>
      <td data-label="Stop">
        <div className="grid justify-items-start gap-1.5">
          {work.step ? (
            <StateWord state={work.step.state}>
              {work.step.reason ? <UntrustedText text={work.step.reason} /> : "see the plan"}
            </StateWord>
          ) : null}
          {work.guidance ? (
            <p className="text-12">
              <UntrustedText text={work.guidance} />
            </p>
          ) : (
            <>
              <ActionButton size="sm" refusal={work.refusal} busy={busy ? "Asking…" : null} onClick={onStop}>
                {work.stop?.title ?? "Stop"}
              </ActionButton>
              {work.stop && !work.step ? <small className="text-ink-2">{work.stop.undo}</small> : null}
            </>
          )}
        </div>
      </td>
    </tr>
  )
}

const says: Record<WorkDto["state"], string> = {
  running: "Goes on",
  ending: "Told to stop",
  ended: "Ended",
  unknown: "Not known",
}
