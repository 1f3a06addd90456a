import { StartDrill } from "@/components/drills/start-drill"
import { IncidentBoard } from "@/components/incidents/incident-board"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { listIncidents } from "@/lib/incidents/list-incidents"
import { incidentsQuery } from "@/lib/incidents/queries"
import { paths } from "@/lib/paths"

export const metadata = { title: "Incidents" }

export default async function IncidentsPage() {
  const ctx = await requireContext(paths.incidents())
  const incidents = await pageRead(() => listIncidents({ ctx }))
  return (
    <Hydrated reads={[[incidentsQuery(), incidents]]}>
      <IncidentBoard startDrill={<StartDrill />} startFirstDrill={<StartDrill yellow />} />
    </Hydrated>
  )
}
