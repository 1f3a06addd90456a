import { RegisterAgentForm } from "@/components/agents/register-agent-form"
import { Hydrated } from "@/components/shell/hydrated"
import { addCredentialSchema } from "@/lib/agents/schema"
import { requireContext } from "@/lib/auth/require-context"
import { readConnections } from "@/lib/connections/data"
import { connectionsQuery } from "@/lib/connections/queries"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Register an agent" }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** The address may bring one credential: ?connection=…&kind=…&identifier=…&label=… */
export default async function NewAgentPage({ searchParams }: Props) {
  const ctx = await requireContext(paths.newAgent())
  const connections = await pageRead(() => readConnections({ ctx }))
  const { connection: connectionId, kind, identifier, label = "" } = await searchParams
  const first = addCredentialSchema.safeParse({ connectionId, kind, identifier, label })
  return (
    <Hydrated reads={[[connectionsQuery(), connections]]}>
      <RegisterAgentForm first={first.success ? first.data : null} />
    </Hydrated>
  )
}
