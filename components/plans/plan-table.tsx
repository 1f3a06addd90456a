"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { CopyButton } from "@/components/patterns/copy-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ManualSteps } from "@/components/plans/manual-steps"
import { StepRow } from "@/components/plans/step-row"
import { stepOrder } from "@/lib/plans/policy"
import { plansQuery } from "@/lib/plans/queries"
import type { StepDto } from "@/lib/plans/schema"

const words = {
  contain: {
    title: "Containment plan",
    caption:
      "one row per step with the time it was requested, applied and proven. Rows that need a person come first.",
    empty: "Nothing has been asked of a platform yet",
  },
  restore: {
    title: "Restore plan",
    caption: "one row per resource with the time its restore was requested, applied and proven.",
    empty: "No restore has been approved yet",
  },
} as const

/** All steps of one kind, what needs a person first. A row shows where its step is and nothing more certain. */
export function PlanTable({ reference, kind }: { reference: string; kind: "contain" | "restore" }) {
  const { data } = useSuspenseQuery(plansQuery(reference))
  const all = data.plans.filter((plan) => plan.kind === kind)
  // What nobody approved yet stands in its approval, not here.
  const plans = all.filter((plan) => plan.approvedAt !== null)
  const steps = plans.flatMap((plan) => plan.steps).sort(byNeed)
  const approved = plans.find((plan) => plan.approvedAt)
  const said = words[kind]
  const commands = steps.flatMap((step) => step.commands)
  return (
    <Panel
      title={said.title}
      aside={approved ? `approved by ${approved.approvedBy ?? "somebody"}` : null}
      actions={commands.length > 0 ? <CopyButton text={commands.join("\n")}>Commands</CopyButton> : null}
    >
      {steps.length === 0 ? (
        <EmptyState title={said.empty}>
          {kind === "contain"
            ? "The plan is made from the credentials of the incident by the press above."
            : "A plan is made from the ways back that are chosen, looked at, and approved. Nothing is written before."}
        </EmptyState>
      ) : (
        <table className="ruled ruled-stack">
          <caption className="sr-only">
            {said.title}: {said.caption}
          </caption>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Step</th>
              <th scope="col" className="w-[92px]">
                Requested
              </th>
              <th scope="col" className="w-[92px]">
                Applied
              </th>
              <th scope="col" className="w-[92px]">
                Proven
              </th>
              <th scope="col">Also hits</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <StepRow key={step.id} step={step} reference={reference} />
            ))}
          </tbody>
        </table>
      )}
      <ManualSteps plans={all} />
    </Panel>
  )
}

function byNeed(a: StepDto, b: StepDto): number {
  return stepOrder[a.state] - stepOrder[b.state] || a.position - b.position
}
