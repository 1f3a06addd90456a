"use client"

import dynamic from "next/dynamic"
import { type ReactNode, useState } from "react"
import { Countdown, Elapsed } from "@/components/patterns/countdown"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { CertaintyLine, countStates } from "@/components/steps/certainty-line"
import { StateGlyph } from "@/components/steps/state-glyph"
import { stepLooks } from "@/components/steps/step-look"
import { Button } from "@/components/ui/button"
import { cn } from "@/components/ui/cn"
import { firstMinutesMs, severities, severityOf } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"

const RespondersDialog = dynamic(() =>
  import("@/components/incidents/responders-dialog").then((m) => m.RespondersDialog),
)

/** Clock, next update, status, containment line, commander: what one sees from across the room. */
export function IncidentGauges({ incident }: { incident: IncidentDto }) {
  return (
    <dl className="mt-3 grid grid-cols-[auto_auto_auto_1fr_auto] rounded-2 border max-xl:grid-cols-[auto_auto_1fr_1fr] max-sm:grid-cols-2">
      <ClockGauge incident={incident} />
      <UpdateGauge incident={incident} />
      <Gauge label="Status">
        <StatusValue incident={incident} />
      </Gauge>
      <Gauge
        label="Containment line"
        className="max-xl:order-9 max-xl:col-span-full max-xl:border-t max-xl:border-l-0"
      >
        <LineValue incident={incident} />
      </Gauge>
      <Gauge label="Commander">
        <CommanderValue incident={incident} />
      </Gauge>
    </dl>
  )
}

function Gauge({
  label,
  children,
  className,
}: {
  label: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <div
      className={cn(
        "min-w-0 border-l px-3.5 pt-2 pb-2.5 first:border-l-0 max-sm:px-3 max-sm:odd:border-l-0 max-sm:[&:nth-child(n+3)]:border-t",
        className,
      )}
    >
      <dt className="text-12 text-ink-2">{label}</dt>
      <dd className="mt-0.5 font-semibold text-16 leading-[1.3]">{children}</dd>
    </div>
  )
}

const small = "mt-0.5 block font-normal text-12 text-ink-2"

function ClockGauge({ incident }: { incident: IncidentDto }) {
  const end = incident.resolvedAt
  const now = useNow(incident.serverNow)
  const passed = (end ? Date.parse(end) : now) - Date.parse(incident.declaredAt)
  const part = Math.min(1, Math.max(0, passed / firstMinutesMs))
  return (
    <Gauge
      label={
        <>
          {end ? "Lasted" : "Since declared"} <UtcTime iso={incident.declaredAt} />
        </>
      }
    >
      <Elapsed
        from={incident.declaredAt}
        until={end}
        now={incident.serverNow}
        className="block font-medium text-40 tracking-tighter max-sm:text-28"
      />
      <span
        role="img"
        aria-label={part < 1 ? "within the first five minutes" : "the first five minutes are over"}
        className="minute-ticks mt-1.5 w-full"
        style={{ "--at": part.toFixed(3) } as React.CSSProperties}
      />
    </Gauge>
  )
}

function UpdateGauge({ incident }: { incident: IncidentDto }) {
  const due = incident.nextUpdateDueAt
  const late = useNow(incident.serverNow) > Date.parse(due ?? incident.serverNow)
  if (!due) {
    return (
      <Gauge label="Update due">
        None<small className={small}>{incident.resolvedAt ? "resolved" : "no cadence"}</small>
      </Gauge>
    )
  }
  return (
    <Gauge
      label={
        <>
          Update due <UtcTime iso={due} />
        </>
      }
    >
      <Countdown
        to={due}
        now={incident.serverNow}
        overdue="−"
        className={cn("block font-medium text-28 leading-10 tracking-tighter", late && "text-move-ink")}
      />
      <small className={small}>
        {late ? <span className="text-move-ink">overdue · </span> : null}
        {severities[severityOf(incident.severity)].cadence}, {severities[severityOf(incident.severity)].name}
      </small>
    </Gauge>
  )
}

function StatusValue({ incident }: { incident: IncidentDto }) {
  const { status, statusStated, containment } = incident
  const name = status[0]?.toUpperCase() + status.slice(1)
  const unproven = containment.total - containment.proven
  return (
    <>
      {name}
      {statusStated ? (
        <small className={small} title={statusStated.reason}>
          stated by <UntrustedText text={statusStated.by} max={30} />, <UtcTime iso={statusStated.at} />
        </small>
      ) : null}
      <small className={small}>
        {containment.total === 0
          ? "no credential known"
          : containment.contained
            ? `contained: ${containment.total} of ${containment.total} proven`
            : `${unproven} of ${containment.total} unproven`}
      </small>
    </>
  )
}

function LineValue({ incident }: { incident: IncidentDto }) {
  const states = incident.containment.credentials.map((c) => c.state)
  return (
    <div className="mt-1.5 font-normal">
      <CertaintyLine states={states} />
      <span className="mt-2 flex flex-wrap gap-x-3 gap-y-0.5 text-12">
        {countStates(states).map(({ state, word, count }) => (
          <span key={word} className={cn("inline-flex items-center gap-[5px]", stepLooks[state].color)}>
            <StateGlyph state={state} className="size-3.5" />
            {count} {word}
          </span>
        ))}
      </span>
    </div>
  )
}

function CommanderValue({ incident }: { incident: IncidentDto }) {
  const [open, setOpen] = useState(false)
  const others = incident.responders.filter((r) => r.role !== "commander")
  const offers = incident.handOvers.map((h) => `${h.role} offered to ${h.to}`)
  return (
    <>
      {incident.commander ? <UntrustedText text={incident.commander.name} max={32} /> : "Nobody"}
      <small className={small}>
        <UntrustedText
          text={
            others.length + offers.length > 0
              ? [...others.map((r) => `${r.role} ${r.name}`), ...offers].join(" · ")
              : "operations, communications, scribe open"
          }
        />
      </small>
      <Button size="sm" className="mt-1" onClick={() => setOpen(true)}>
        Responders
      </Button>
      {open ? <RespondersDialog incident={incident} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
