import { CreateAccountForm } from "@/components/auth/create-account-form"
import { readInvitation } from "@/lib/auth/accept-invitation"
import { publicContext } from "@/lib/auth/current-context"
import { tokenParams } from "@/lib/auth/schema"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"

export const metadata = { title: "Accept the invitation" }

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const given = await params
  const { token, invitation } = await pageRead(async () => {
    const { token } = parseInput(tokenParams, given)
    return { token, invitation: await readInvitation({ ctx: publicContext(), token }) }
  })
  return (
    <>
      <h1 className="font-semibold text-20">Accept the invitation</h1>
      <p className="text-13 text-ink-2">You are invited as {invitation.role}. This link works once.</p>
      <CreateAccountForm token={token} email={invitation.email} />
    </>
  )
}
