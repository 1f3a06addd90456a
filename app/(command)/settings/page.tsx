import { MyAccount } from "@/components/settings/my-account"
import { Hydrated } from "@/components/shell/hydrated"
import { meQuery } from "@/lib/auth/queries"
import { readMe } from "@/lib/auth/read-me"
import { requireContext } from "@/lib/auth/require-context"
import { paths } from "@/lib/paths"

export const metadata = { title: "My account" }

export default async function SettingsPage() {
  const ctx = await requireContext(paths.settings())
  return (
    <Hydrated reads={[[meQuery(), readMe({ ctx })]]}>
      <MyAccount />
    </Hydrated>
  )
}
