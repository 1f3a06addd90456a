import { AccountList } from "@/components/settings/account-list"
import { NotForYou } from "@/components/settings/not-for-you"
import { Hydrated } from "@/components/shell/hydrated"
import { readAccounts } from "@/lib/accounts/data"
import { accountsQuery } from "@/lib/accounts/queries"
import { refusal } from "@/lib/auth/policy"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Accounts" }

export default async function AccountsPage() {
  const ctx = await requireContext(paths.accounts())
  const refused = refusal(ctx.actor, "account.read")
  if (refused) return <NotForYou title="Accounts" refusal={refused} />
  const accounts = await pageRead(() => readAccounts({ ctx }))
  return (
    <Hydrated reads={[[accountsQuery(), accounts]]}>
      <AccountList />
    </Hydrated>
  )
}
