import { AgentList } from "@/components/agents/agent-list"
import { Hydrated } from "@/components/shell/hydrated"
import { readAgents } from "@/lib/agents/data"
import { agentsQuery } from "@/lib/agents/queries"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Agents" }

export default async function AgentsPage() {
  const ctx = await requireContext(paths.agents())
  const agents = await pageRead(() => readAgents({ ctx }))
  return (
    <Hydrated reads={[[agentsQuery(), agents]]}>
      <AgentList />
    </Hydrated>
  )
}
