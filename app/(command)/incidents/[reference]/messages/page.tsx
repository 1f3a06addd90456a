import { MessagesView } from "@/components/messages/messages-view"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { readMessages } from "@/lib/messages/data"
import { messagesQuery } from "@/lib/messages/queries"
import { paths } from "@/lib/paths"

export default async function MessagesPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.messages(given.reference))
  const { reference, messages } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    return { reference, messages: await readMessages({ ctx, reference }) }
  })
  return (
    <Hydrated reads={[[messagesQuery(reference), messages]]}>
      <MessagesView reference={reference} />
    </Hydrated>
  )
}
