import { SuspectFinder } from "@/components/connections/suspect-finder"
import { ContainmentView } from "@/components/incidents/containment-view"
import { LookFirst } from "@/components/plans/look-first"
import { PlanApproval } from "@/components/plans/plan-approval"
import { WaitingSteps } from "@/components/plans/waiting-steps"
import { Hydrated } from "@/components/shell/hydrated"
import { RunningWork } from "@/components/work/running-work"
import { readAgents } from "@/lib/agents/data"
import { agentsQuery } from "@/lib/agents/queries"
import { readApprovals } from "@/lib/approvals/data"
import { approvalsQuery } from "@/lib/approvals/queries"
import { requireContext } from "@/lib/auth/require-context"
import { readConnections } from "@/lib/connections/data"
import { connectionsQuery } from "@/lib/connections/queries"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { readIncident } from "@/lib/incidents/data"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"
import { readPlans } from "@/lib/plans/data"
import { plansQuery } from "@/lib/plans/queries"
import { realWorld } from "@/lib/plans/world"
import { readWork } from "@/lib/work/data"
import { workQuery } from "@/lib/work/queries"

export default async function ContainmentPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.containment(given.reference))
  const { reference } = await pageRead(async () => parseInput(incidentParams, given))
  const [incident, plans, approvals, work, agents, connections] = await pageRead(() =>
    Promise.all([
      readIncident({ ctx, reference }),
      readPlans({ ctx, reference, world: realWorld }),
      readApprovals({ ctx, reference, world: realWorld }),
      readWork({ ctx, reference, world: realWorld }),
      readAgents({ ctx }),
      readConnections({ ctx }),
    ]),
  )
  return (
    <Hydrated
      reads={[
        [plansQuery(reference), plans],
        [approvalsQuery(reference), approvals],
        [workQuery(reference), work],
        [agentsQuery(), agents],
        [connectionsQuery(), connections],
      ]}
    >
      <ContainmentView reference={reference}>
        <PlanApproval reference={reference} kind="contain" />
        <WaitingSteps reference={reference} kind="contain" />
        <LookFirst reference={reference} />
        <RunningWork reference={reference} />
        <SuspectFinder
          incident={{
            reference,
            isDrill: incident.isDrill,
            agentKnown: incident.agent.id !== null,
            connections: incident.connections,
          }}
        />
      </ContainmentView>
    </Hydrated>
  )
}
