import { SuspectFinder } from "@/components/connections/suspect-finder"
import { DeclareForm } from "@/components/incidents/declare-form"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { Hydrated } from "@/components/shell/hydrated"
import { readAgents } from "@/lib/agents/data"
import { agentsQuery } from "@/lib/agents/queries"
import { requireContext } from "@/lib/auth/require-context"
import { readConnections } from "@/lib/connections/data"
import { connectionsQuery } from "@/lib/connections/queries"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Declare an incident" }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/**
 * The form, and the way without it when nobody knows the agent. The address may fill it:
 * ?title=…&severity=1&service=…&agentId=…&agent=…&version=…&runBy=…&instruction=…&summary=…&connection=… (repeatable)
 */
export default async function DeclarePage({ searchParams }: Props) {
  const ctx = await requireContext(paths.declare())
  const [agents, connections] = await pageRead(() =>
    Promise.all([readAgents({ ctx }), readConnections({ ctx })]),
  )
  const given = await searchParams
  const one = (name: string) => (typeof given[name] === "string" ? given[name].slice(0, 4000) : "")
  return (
    <Hydrated
      reads={[
        [agentsQuery(), agents],
        [connectionsQuery(), connections],
      ]}
    >
      <PageHeader
        title="Declare an incident"
        lead="A title and a severity are enough. When unsure, take the worse one."
      />
      <div className="mx-auto grid max-w-[1200px] items-start gap-3 p-3 lg:grid-cols-[minmax(0,1fr)_440px]">
        <Panel title="What is known">
          <div className="p-3.5">
            <DeclareForm
              title={one("title")}
              severity={one("severity")}
              service={one("service")}
              agentId={one("agentId")}
              agentKind={one("agent")}
              agentVersion={one("version")}
              agentRunBy={one("runBy")}
              agentInstruction={one("instruction")}
              summary={one("summary")}
              connectionIds={[given.connection ?? []].flat()}
            />
          </div>
        </Panel>
        <SuspectFinder incident={null} />
      </div>
    </Hydrated>
  )
}
