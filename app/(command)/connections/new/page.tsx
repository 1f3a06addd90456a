import { randomUUID } from "node:crypto"
import { NewConnection } from "@/components/connections/new-connection"
import { requireContext } from "@/lib/auth/require-context"
import { paths } from "@/lib/paths"

export const metadata = { title: "Add a connection" }

export default async function NewConnectionPage() {
  await requireContext(paths.newConnection())
  return <NewConnection externalId={`firebreak-${randomUUID()}`} />
}
