"use client"

import type { ReactNode } from "react"
import { Countdown, Elapsed } from "@/components/patterns/countdown"
import { DrillTag } from "@/components/patterns/drill-tag"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { CertaintyLine, countStates } from "@/components/steps/certainty-line"
import { StateGlyph } from "@/components/steps/state-glyph"
import { stepLooks } from "@/components/steps/step-look"
import { cn } from "@/components/ui/cn"
import { severities, severityOf } from "@/lib/incidents/policy"
import { sayStanding } from "@/lib/live/say-standing"
import type { LiveDto } from "@/lib/live/schema"

/** What one must know from across the room: how bad, what is cut off and what is not, since when, what comes next. */
export function LiveHead({ data }: { data: LiveDto }) {
  return (
    <section
      aria-label="Incident"
      className="rounded-2 border bg-surface max-sm:rounded-none max-sm:border-x-0"
    >
      <div className="grid gap-2.5 px-4 pt-3.5 pb-4">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <SeverityBadge severity={data.severity} />
          {data.isDrill ? <DrillTag /> : null}
          <span className="machine text-13 text-ink-2">{data.reference}</span>
          <span className="text-13">
            {data.status[0]?.toUpperCase() + data.status.slice(1)}
            {data.statusStated ? ", as stated, against the proofs" : ""}
          </span>
          {data.service ? (
            <span className="text-13 text-ink-2">
              affects <UntrustedText text={data.service} max={80} />
            </span>
          ) : null}
        </p>
        <h1 className="max-w-[54ch] font-semibold text-20 leading-snug tracking-tight 2xl:text-28">
          <UntrustedText text={data.title} />
          {/[.!?]$/.test(data.title.trim()) ? " " : ". "}
          {sayStanding(data)}
        </h1>
        {data.isDrill ? (
          <p className="text-13">This is a drill on a practice account. Nothing real is affected.</p>
        ) : null}
        <p className="max-w-[76ch] text-12 text-ink-2">{severities[severityOf(data.severity)].definition}</p>
      </div>
      <dl className="grid grid-cols-[1fr_1fr_1.6fr] border-t max-sm:grid-cols-2">
        <ClockGauge data={data} />
        <UpdateGauge data={data} />
        <Gauge label="Its credentials" className="max-sm:col-span-full max-sm:border-t max-sm:border-l-0">
          <Line data={data} />
        </Gauge>
      </dl>
    </section>
  )
}

function Gauge({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div className={cn("min-w-0 border-l px-4 py-2.5 first:border-l-0", className)}>
      <dt className="text-12 text-ink-2">{label}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  )
}

const big = "block font-medium text-28 leading-9 tracking-tighter 2xl:text-40"

function ClockGauge({ data }: { data: LiveDto }) {
  return (
    <Gauge label={data.resolvedAt ? "Lasted" : "Since declared"}>
      <Elapsed from={data.declaredAt} until={data.resolvedAt} now={data.serverNow} className={big} />
      <small className="text-12 text-ink-2">
        <UtcTime iso={data.declaredAt} /> UTC
      </small>
    </Gauge>
  )
}

function UpdateGauge({ data }: { data: LiveDto }) {
  const due = data.nextUpdateDueAt
  const late = useNow(data.serverNow) > Date.parse(due ?? data.serverNow)
  if (!due) {
    return (
      <Gauge label="Next update due">
        <span className="block font-medium text-20 leading-9">None</span>
        <small className="text-12 text-ink-2">{data.resolvedAt ? "resolved" : "no cadence"}</small>
      </Gauge>
    )
  }
  return (
    <Gauge label={late ? "The update is overdue" : "Next update due"}>
      <Countdown to={due} now={data.serverNow} overdue="−" className={cn(big, late && "text-move-ink")} />
      <small className="text-12 text-ink-2">
        at <UtcTime iso={due} /> UTC
      </small>
    </Gauge>
  )
}

function Line({ data }: { data: LiveDto }) {
  const states = data.containment.credentials.map((c) => c.state)
  return (
    <div className="mt-1.5">
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
