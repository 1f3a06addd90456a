import { ContainmentView } from "@/components/incidents/containment-view"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"
import { readPlans } from "@/lib/plans/data"
import { plansQuery } from "@/lib/plans/queries"
import { realWorld } from "@/lib/plans/world"

export default async function ContainmentPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.containment(given.reference))
  const { reference, plans } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    return { reference, plans: await readPlans({ ctx, reference, world: realWorld }) }
  })
  return (
    <Hydrated reads={[[plansQuery(reference), plans]]}>
      <ContainmentView reference={reference} />
    </Hydrated>
  )
}
