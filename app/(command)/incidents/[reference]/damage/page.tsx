import { DamageView } from "@/components/damage/damage-view"
import { UrlState } from "@/components/patterns/url-state"
import { Hydrated } from "@/components/shell/hydrated"
import { readAssessments, readIdentities } from "@/lib/assessment/data"
import { assessmentQuery, identitiesQuery } from "@/lib/assessment/queries"
import { requireContext } from "@/lib/auth/require-context"
import { readDamages } from "@/lib/damage/data"
import { damagesQuery } from "@/lib/damage/queries"
import { pageRead } from "@/lib/http/page-read"
import { parseInput } from "@/lib/http/parse-input"
import { incidentParams } from "@/lib/incidents/schema"
import { paths } from "@/lib/paths"

export default async function DamagePage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.damage(given.reference))
  const { reference, damages, assessments, identities } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    const [damages, assessments, identities] = await Promise.all([
      readDamages({ ctx, reference }),
      readAssessments({ ctx, reference }),
      readIdentities({ ctx, reference }),
    ])
    return { reference, damages, assessments, identities }
  })
  return (
    <Hydrated
      reads={[
        [damagesQuery(reference), damages],
        [assessmentQuery(reference), assessments],
        [identitiesQuery(reference), identities],
      ]}
    >
      <UrlState>
        <DamageView reference={reference} />
      </UrlState>
    </Hydrated>
  )
}
