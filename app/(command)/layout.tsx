import { headers } from "next/headers"
import type { ReactNode } from "react"
import { AppBar } from "@/components/shell/app-bar"
import { Hydrated } from "@/components/shell/hydrated"
import { Overlays } from "@/components/shell/overlays"
import { meQuery } from "@/lib/auth/queries"
import { readMe } from "@/lib/auth/read-me"
import { requireContext } from "@/lib/auth/require-context"
import { paths } from "@/lib/paths"

/** Everything behind sign-in. The session's row is read on every request. */
export default async function CommandLayout({ children }: { children: ReactNode }) {
  const ctx = await requireContext((await headers()).get("x-firebreak-path") ?? paths.incidents())
  const me = readMe({ ctx })
  return (
    <Hydrated reads={[[meQuery(), me]]}>
      <AppBar name={me.name} role={me.role} />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Overlays />
    </Hydrated>
  )
}
