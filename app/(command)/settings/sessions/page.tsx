import { SessionList } from "@/components/settings/session-list"
import { Hydrated } from "@/components/shell/hydrated"
import { readSessions } from "@/lib/accounts/data"
import { sessionsQuery } from "@/lib/accounts/queries"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "My sessions" }

export default async function SessionsPage() {
  const ctx = await requireContext(paths.sessions())
  const sessions = await pageRead(() => readSessions({ ctx }))
  return (
    <Hydrated reads={[[sessionsQuery(), sessions]]}>
      <SessionList />
    </Hydrated>
  )
}
