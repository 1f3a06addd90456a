import { RecoveryView } from "@/components/damage/recovery-view"
import { PlanApproval } from "@/components/plans/plan-approval"
import { PlanTable } from "@/components/plans/plan-table"
import { WaitingSteps } from "@/components/plans/waiting-steps"
import { Hydrated } from "@/components/shell/hydrated"
import { readApprovals } from "@/lib/approvals/data"
import { approvalsQuery } from "@/lib/approvals/queries"
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

export default async function RecoveryPage({ params }: { params: Promise<{ reference: string }> }) {
  const given = await params
  const ctx = await requireContext(paths.recovery(given.reference))
  const { reference, damages, plans, approvals } = await pageRead(async () => {
    const { reference } = parseInput(incidentParams, given)
    const [damages, plans, approvals] = await Promise.all([
      readDamages({ ctx, reference }),
      readPlans({ ctx, reference, world: realWorld }),
      readApprovals({ ctx, reference, world: realWorld }),
    ])
    return { reference, damages, plans, approvals }
  })
  return (
    <Hydrated
      reads={[
        [damagesQuery(reference), damages],
        [plansQuery(reference), plans],
        [approvalsQuery(reference), approvals],
      ]}
    >
      <RecoveryView
        reference={reference}
        approval={
          <>
            <PlanApproval reference={reference} kind="restore" />
            <WaitingSteps reference={reference} kind="restore" />
          </>
        }
        plan={<PlanTable reference={reference} kind="restore" />}
      />
    </Hydrated>
  )
}
