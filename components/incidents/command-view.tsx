"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { AlertsPanel } from "@/components/incidents/alerts-panel"
import { FirstSteps } from "@/components/incidents/first-steps"
import { MoveBand } from "@/components/incidents/move-band"
import { NotContained } from "@/components/incidents/not-contained"
import { PlanTable } from "@/components/plans/plan-table"
import { TimelinePanel } from "@/components/timeline/timeline-panel"
import { incidentQuery } from "@/lib/incidents/queries"

/**
 * The one screen of the first minutes. On a phone: the move, first steps, not contained, plan, damage, timeline.
 * `damage` is the panel of its numbers; `drill` the panel of the practice agent, shown in drills only.
 */
export function CommandView({
  reference,
  damage,
  drill,
}: {
  reference: string
  damage: ReactNode
  drill?: ReactNode
}) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  return (
    <div className="mx-auto grid max-w-[1760px] items-start gap-3 p-3 pb-6 xl:grid-cols-[244px_minmax(0,1fr)_344px] xl:px-4">
      <div className="grid min-w-0 gap-3 max-xl:order-2 xl:sticky xl:top-3">
        <FirstSteps reference={reference} />
        <NotContained reference={reference} />
        <AlertsPanel reference={reference} />
      </div>
      <div className="grid min-w-0 gap-3 max-xl:contents">
        <div className="min-w-0 max-xl:order-1">
          <MoveBand reference={reference} />
        </div>
        <div className="min-w-0 max-xl:order-3">
          <PlanTable reference={reference} kind="contain" />
        </div>
        <div className="min-w-0 max-xl:order-3">{damage}</div>
        {incident.isDrill && drill ? <div className="min-w-0 max-xl:order-3">{drill}</div> : null}
      </div>
      <div className="min-w-0 max-xl:order-4">
        <TimelinePanel reference={reference} />
      </div>
    </div>
  )
}
