import { NotForYou } from "@/components/settings/not-for-you"
import { TokenList } from "@/components/settings/token-list"
import { Hydrated } from "@/components/shell/hydrated"
import { refusal } from "@/lib/auth/policy"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"
import { listTokens } from "@/lib/tokens/data"
import { tokensQuery } from "@/lib/tokens/queries"

export const metadata = { title: "Tokens" }

export default async function TokensPage() {
  const ctx = await requireContext(paths.tokens())
  const refused = refusal(ctx.actor, "token.edit")
  if (refused) return <NotForYou title="Machine tokens" refusal={refused} />
  const tokens = await pageRead(() => listTokens({ ctx }))
  return (
    <Hydrated reads={[[tokensQuery(), tokens]]}>
      <TokenList />
    </Hydrated>
  )
}
