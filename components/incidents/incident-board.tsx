"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import type { ReactNode } from "react"
import { Countdown, Elapsed } from "@/components/patterns/countdown"
import { DrillTag } from "@/components/patterns/drill-tag"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { CertaintyLine } from "@/components/steps/certainty-line"
import { ButtonLink } from "@/components/ui/button"
import { KeyCap } from "@/components/ui/key-cap"
import { incidentsQuery } from "@/lib/incidents/queries"
import type { IncidentListItemDto } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"

type Props = {
  /** The button that starts a drill; loud where it is the next thing to do. */
  startDrill: ReactNode
  startFirstDrill: ReactNode
}

/** What is open, worst first, and what was. A new installation starts with a drill. */
export function IncidentBoard({ startDrill, startFirstDrill }: Props) {
  const { data } = useSuspenseQuery(incidentsQuery())
  const nothing = data.open.length + data.earlier.length === 0
  return (
    <>
      <PageHeader
        title="Incidents"
        lead="An agent is breaking something? Declare first; every fact can be added later."
        actions={
          <>
            {nothing ? null : startDrill}
            <ButtonLink href={paths.declare()} tone={nothing ? "plain" : "move"} size="lg">
              Declare an incident <KeyCap>C</KeyCap>
            </ButtonLink>
          </>
        }
      />
      <div className="mx-auto grid max-w-[1400px] gap-3 p-3">
        {nothing ? (
          <Panel title="No incident yet">
            <EmptyState
              title="Lose a practice bucket before an agent takes a real one."
              actions={startFirstDrill}
            >
              A drill gives you a practice AWS account in which a scripted agent begins to delete. You contain
              it with one press, watch each credential go from requested to proven, and read what it did.
              Nothing outside this server is touched.
            </EmptyState>
          </Panel>
        ) : (
          <Panel title="Open" aside={data.open.length === 0 ? "nothing is open" : null}>
            <List items={data.open} now={data.serverNow} />
          </Panel>
        )}
        {data.earlier.length > 0 ? (
          <Panel title="Earlier">
            <List items={data.earlier} now={data.serverNow} />
          </Panel>
        ) : null}
      </div>
    </>
  )
}

function List({ items, now }: { items: IncidentListItemDto[]; now: string }) {
  if (items.length === 0)
    return <p className="px-3.5 py-3 text-13 text-ink-2">No open incident. Earlier ones are kept below.</p>
  return (
    <ul>
      {items.map((item) => (
        <li
          key={item.reference}
          className="grid items-center gap-x-4 gap-y-1 border-t px-3.5 py-2.5 first:border-t-0 sm:grid-cols-[auto_1fr_200px_150px]"
        >
          <span className="flex items-center gap-2">
            <SeverityBadge severity={item.severity} />
            {item.isDrill ? <DrillTag /> : null}
          </span>
          <span className="min-w-0">
            <Link
              href={paths.incident(item.reference)}
              className="inline-block min-h-6 font-semibold text-14 no-underline hover:underline"
            >
              <span className="machine text-ink-2">{item.reference}</span>{" "}
              <UntrustedText text={item.title} max={120} />
            </Link>
            <small className="block text-12 text-ink-2">
              {item.status}
              {item.statusStated ? ", stated" : ""} · declared <UtcDateTime iso={item.declaredAt} /> ·{" "}
              {item.commander ? <UntrustedText text={item.commander} max={32} /> : "no commander"}
            </small>
          </span>
          <span>
            <CertaintyLine states={item.containment.states} thin />
            <small className="block text-12 text-ink-2">
              {item.containment.proven} of {item.containment.total} proven
            </small>
          </span>
          <span className="text-12 text-ink-2">
            {item.resolvedAt ? "lasted " : "open for "}
            <Elapsed from={item.declaredAt} until={item.resolvedAt} now={now} />
            {item.nextUpdateDueAt && !item.resolvedAt ? (
              <small className="block text-12">
                update <Countdown to={item.nextUpdateDueAt} now={now} />
              </small>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  )
}
