"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { IncidentActions } from "@/components/incidents/incident-actions"
import { IncidentGauges } from "@/components/incidents/incident-gauges"
import { OfferNote } from "@/components/incidents/offer-note"
import { DrillTag } from "@/components/patterns/drill-tag"
import { SeverityBadge } from "@/components/patterns/severity-badge"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { setServerNow } from "@/components/patterns/use-now"
import { incidentQuery } from "@/lib/incidents/queries"
import type { IncidentDto } from "@/lib/incidents/schema"

/** The instrument head of every page of an incident. */
export function IncidentHead({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  useEffect(() => setServerNow(incident.serverNow), [incident.serverNow])
  return (
    <section
      aria-label="Incident"
      className={`border-b bg-surface p-4 print:hidden pt-3 max-sm:px-3 ${incident.isDrill ? "drill-edge" : ""}`}
    >
      <OfferNote incident={incident} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <SeverityBadge severity={incident.severity} />
        {incident.isDrill ? <DrillTag /> : null}
        <h1 className="min-w-0 font-semibold text-20 tracking-tight max-sm:order-2 max-sm:basis-full max-sm:text-16">
          <UntrustedText text={incident.title} />
        </h1>
        <span className="machine text-13 text-ink-2">{incident.reference}</span>
        <div className="ml-auto max-sm:order-1">
          <IncidentActions incident={incident} />
        </div>
      </div>
      <AgentLine agent={incident.agent} />
      <IncidentGauges incident={incident} />
    </section>
  )
}

function AgentLine({ agent }: { agent: IncidentDto["agent"] }) {
  const kind = [agent.kind, agent.version].filter(Boolean).join(" ")
  if (!kind && !agent.name) {
    return <p className="mt-1 text-13 text-ink-2">Which agent it is has not been said yet.</p>
  }
  return (
    <p className="mt-1 text-13 text-ink-2">
      Agent <UntrustedText text={kind || agent.name} />
      {agent.runsOn ? (
        <>
          {" "}
          on <UntrustedText text={agent.runsOn} max={40} />
        </>
      ) : null}
      {agent.runBy ? (
        <>
          , run by <UntrustedText text={agent.runBy} max={60} />
        </>
      ) : null}
      {agent.instruction ? (
        <>
          , asked to “<UntrustedText text={agent.instruction} max={160} />”
        </>
      ) : null}
      .
    </p>
  )
}
