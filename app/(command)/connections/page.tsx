import { ConnectionList } from "@/components/connections/connection-list"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { readConnections } from "@/lib/connections/data"
import { connectionsQuery } from "@/lib/connections/queries"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Connections" }

export default async function ConnectionsPage() {
  const ctx = await requireContext(paths.connections())
  const connections = await pageRead(() => readConnections({ ctx }))
  return (
    <Hydrated reads={[[connectionsQuery(), connections]]}>
      <ConnectionList />
    </Hydrated>
  )
}
