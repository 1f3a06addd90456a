import { CreateAccountForm } from "@/components/auth/create-account-form"
import { readInvitation } from "@/lib/auth/accept-invitation"
import { publicContext } from "@/lib/auth/current-context"
import { tokenParams } from "@/lib/auth/schema"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"

export const metadata = { title: "Create the first account" }

export default async function SetupPage({ params }: { params: Promise<{ token: string }> }) {
  const given = await params
  const { token, invitation } = await pageRead(async () => {
    const { token } = parseInput(tokenParams, given)
    return { token, invitation: await readInvitation({ ctx: publicContext(), token }) }
  })
  return (
    <>
      <h1 className="font-semibold text-20">Create the first account</h1>
      <p className="text-13 text-ink-2">
        It is an administrator: it can invite others, add connections and start drills. This link works once.
      </p>
      <CreateAccountForm token={token} email={invitation.email} />
    </>
  )
}
