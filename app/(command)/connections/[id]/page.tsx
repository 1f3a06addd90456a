import { FindCredential } from "@/components/agents/find-credential"
import { ConnectionView } from "@/components/connections/connection-view"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { readConnection } from "@/lib/connections/data"
import { connectionQuery } from "@/lib/connections/queries"
import { connectionParams } from "@/lib/connections/schema"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { paths } from "@/lib/paths"

export const metadata = { title: "Connection" }

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ check?: string | string[] }> }

export default async function ConnectionPage({ params, searchParams }: Props) {
  const given = await params
  const ctx = await requireContext(paths.connection(given.id))
  const connection = await pageRead(() => readConnection({ ctx, id: parseInput(connectionParams, given).id }))
  const { check } = await searchParams
  return (
    <Hydrated reads={[[connectionQuery(connection.id), connection]]}>
      <ConnectionView id={connection.id} checkFirst={check === "1"}>
        <FindCredential connectionId={connection.id} />
      </ConnectionView>
    </Hydrated>
  )
}
