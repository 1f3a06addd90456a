import { DamagePanel } from "@/components/damage/damage-panel"
import { DrillPanel } from "@/components/drills/drill-panel"
import { CommandView } from "@/components/incidents/command-view"
import { Hydrated } from "@/components/shell/hydrated"
import { requireContext } from "@/lib/auth/require-context"
import { readDamages } from "@/lib/damage/data"
import { damagesQuery } from "@/lib/damage/queries"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"
import { readPlans } from "@/lib/plans/data"
import { plansQuery } from "@/lib/plans/queries"
import { realWorld } from "@/lib/plans/world"

export default async function CommandPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.incident(given.reference))
  const { reference, plans, damages } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    const [plans, damages] = await Promise.all([
      readPlans({ ctx, reference, world: realWorld }),
      readDamages({ ctx, reference }),
    ])
    return { reference, plans, damages }
  })
  return (
    <Hydrated
      reads={[
        [plansQuery(reference), plans],
        [damagesQuery(reference), damages],
      ]}
    >
      <CommandView
        reference={reference}
        damage={<DamagePanel reference={reference} />}
        drill={<DrillPanel reference={reference} />}
      />
    </Hydrated>
  )
}
