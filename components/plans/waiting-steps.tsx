"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { Panel } from "@/components/patterns/panel"
import { WaitingStep } from "@/components/plans/waiting-step"
import { approvalsQuery } from "@/lib/approvals/queries"
import { formatPlural } from "@/lib/format"

/**
 * Steps of approved plans that cannot be taken back and wait for an approval of their own. Nothing when there is none:
 * they hold the others back in nothing.
 */
export function WaitingSteps({ reference, kind }: { reference: string; kind: "contain" | "restore" }) {
  const { data } = useSuspenseQuery(approvalsQuery(reference))
  const waiting = data.waiting.filter((step) => step.planKind === kind)
  if (waiting.length === 0) return null
  return (
    <Panel
      title="Cannot be undone: wait for approval"
      aside={`${formatPlural(waiting.length, "step")}; everything else goes on without them`}
    >
      <ul>
        {waiting.map((step) => (
          <WaitingStep key={step.stepId} step={step} reference={reference} />
        ))}
      </ul>
    </Panel>
  )
}
