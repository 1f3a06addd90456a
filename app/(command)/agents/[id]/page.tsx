import { AgentView } from "@/components/agents/agent-view"
import { Hydrated } from "@/components/shell/hydrated"
import { readAgent } from "@/lib/agents/data"
import { agentQuery } from "@/lib/agents/queries"
import { agentParams } from "@/lib/agents/schema"
import { requireContext } from "@/lib/auth/require-context"
import { readConnections } from "@/lib/connections/data"
import { connectionsQuery } from "@/lib/connections/queries"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { paths } from "@/lib/paths"

export const metadata = { title: "Agent" }

export default async function AgentPage({ params }: { params: Promise<{ id: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.agent(given.id))
  const { agent, connections } = await pageRead(async () => ({
    agent: await readAgent({ ctx, id: parseInput(agentParams, given).id }),
    connections: await readConnections({ ctx }),
  }))
  return (
    <Hydrated
      reads={[
        [agentQuery(agent.id), agent],
        [connectionsQuery(), connections],
      ]}
    >
      <AgentView id={agent.id} />
    </Hydrated>
  )
}
