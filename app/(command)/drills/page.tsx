import { DrillList } from "@/components/drills/drill-list"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { readDrills } from "@/lib/drills/data"
import { drillsQuery } from "@/lib/drills/queries"
import { pageRead } from "@/lib/http/page-read"
import { paths } from "@/lib/paths"

export const metadata = { title: "Drills" }

export default async function DrillsPage() {
  const ctx = await requireContext(paths.drills())
  const drills = await pageRead(() => readDrills({ ctx }))
  return (
    <Hydrated reads={[[drillsQuery(), drills]]}>
      <DrillList />
    </Hydrated>
  )
}
