"use client"

import { Countdown } from "@/components/patterns/countdown"
import { UtcTime } from "@/components/patterns/time"
import { useNow } from "@/components/patterns/use-now"
import { cn } from "@/components/ui/cn"
import { severities, severityOf } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import type { MessageKind } from "@/lib/messages/schema"

const names: Record<MessageKind, string> = {
  initial: "The initial message",
  update: "The next update",
  resolution: "The resolution",
}

/** When the next message is due, counted down; overdue is loud. */
export function DueBand({ incident, dueKind }: { incident: IncidentDto; dueKind: MessageKind }) {
  const due = incident.nextUpdateDueAt
  const late = useNow(incident.serverNow) > Date.parse(due ?? incident.serverNow)
  const { cadence, name } = severities[severityOf(incident.severity)]
  if (!due) {
    return (
      <p className="rounded-2 border bg-surface px-4 py-3 text-13">
        No update is due{incident.resolvedAt ? ": the incident is resolved." : "."}
        {incident.resolvedAt && dueKind === "resolution" ? " The resolution can be sent." : ""}
      </p>
    )
  }
  return (
    <section
      aria-label="Next message due"
      className={cn(
        "flex flex-wrap items-baseline gap-x-4 gap-y-1 rounded-2 border px-4 py-3",
        late ? "border-move-line border-l-[6px] bg-move-tint" : "bg-surface",
      )}
    >
      <Countdown
        to={due}
        now={incident.serverNow}
        overdue="overdue"
        className={cn("font-medium text-28 tracking-tighter", late && "text-move-ink")}
      />
      <p className="text-13">
        <strong className="font-semibold">
          {names[dueKind]} {late ? "was" : "is"} due at <UtcTime iso={due} /> UTC.
        </strong>{" "}
        <span className="text-ink-2">
          {incident.messagesSent === 0 ? "The first within 5 min of declaring, then " : "Updates "}
          {cadence} in {name}.
        </span>
      </p>
    </section>
  )
}
