import type { Metadata } from "next"
import type { ReactNode } from "react"
import { IncidentHead } from "@/components/incidents/incident-head"
import { TitleCountdown } from "@/components/incidents/title-countdown"
import { DegradedBanner } from "@/components/live/degraded-banner"
import { LiveUpdates } from "@/components/live/live-updates"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { incidentQuery } from "@/lib/incidents/queries"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"

type Props = { children: ReactNode; params: Promise<{ reference: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { reference } = await params
  return { title: reference.slice(0, 20).toUpperCase() }
}

/** The head, the live stream and the banner of every page of an incident. */
export default async function IncidentLayout({ children, params }: Props) {
  const given = await params
  const ctx = await requireContext(paths.incident(given.reference))
  const incident = await pageRead(() =>
    readIncident({ ctx, reference: parseInput(incidentParams, given).reference }),
  )
  const { reference } = incident
  return (
    <Hydrated reads={[[incidentQuery(reference), incident]]}>
      <LiveUpdates reference={reference} after={incident.headSequence}>
        <DegradedBanner reference={reference} serverNow={incident.serverNow} />
        <TitleCountdown reference={reference} />
        <IncidentHead reference={reference} />
        {children}
      </LiveUpdates>
    </Hydrated>
  )
}
