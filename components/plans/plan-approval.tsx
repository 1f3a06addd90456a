"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { CopyButton } from "@/components/patterns/copy-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { ManualSteps } from "@/components/plans/manual-steps"
import { PlannedStep } from "@/components/plans/planned-step"
import { formatPlural } from "@/lib/format"
import { planPaths, plansQuery } from "@/lib/plans/queries"
import type { ApprovePlanInput, EditPlanInput, PlanDto, StepDto } from "@/lib/plans/schema"

type Props = { reference: string; kind: "contain" | "restore" }

/** Every draft of one kind that waits for its approval: what it changes, who else is hit, and the press. */
export function PlanApproval({ reference, kind }: Props) {
  const { data } = useSuspenseQuery(plansQuery(reference))
  const drafts = data.plans.filter(
    (plan) => plan.kind === kind && plan.state === "draft" && plannedOf(plan).length > 0,
  )
  return drafts.map((plan, i) => (
    <Draft key={plan.id} reference={reference} plan={plan} isFirst={i === 0} kind={kind} />
  ))
}

function plannedOf(plan: PlanDto): StepDto[] {
  return plan.steps.filter((step) => step.state === "planned")
}

/** `isFirst`: of restores, the one whose press is the next move of this screen; a containment has its own above. */
function Draft({ reference, plan, isFirst, kind }: Props & { plan: PlanDto; isFirst: boolean }) {
  const [typed, setTyped] = useState<Record<string, string>>({})
  const [discarding, setDiscarding] = useState(false)
  const stale = [["incident", reference]]
  const approve = useSend<ApprovePlanInput>({ path: planPaths.approve(reference, plan.id), stale })
  const preview = useSend<Record<string, never>>({ path: planPaths.preview(reference, plan.id), stale })
  const edit = useSend<EditPlanInput>({ path: planPaths.edit(reference, plan.id), stale })
  const cancel = useSend<{ reason?: string }>({
    path: planPaths.cancel(reference, plan.id),
    stale,
    onSuccess: () => setDiscarding(false),
  })
  const steps = plannedOf(plan)
  const looked = steps.map((step) => step.preview?.inspectedAt ?? "").toSorted()[0] ?? ""
  const names = steps.filter((step) => step.irreversible && typed[step.id]?.trim())
  return (
    <Panel
      loud={isFirst}
      title={
        <>
          Waits for approval: <UntrustedText text={plan.title} />
        </>
      }
      aside={
        <>
          by <UntrustedText text={plan.createdBy} max={60} /> <UtcTime iso={plan.createdAt} />, plan{" "}
          <span className="machine" title={plan.hash}>
            {plan.hash.slice(0, 8)}
          </span>
        </>
      }
      actions={<CopyButton text={steps.flatMap((step) => step.commands).join("\n")}>Commands</CopyButton>}
    >
      {plan.notes.length > 0 ? (
        <ul className="grid gap-1 border-b px-3.5 py-2.5 text-13">
          {plan.notes.map((note) => (
            <li key={`${note.credentialId}${note.mode}`}>
              <UntrustedText text={note.label} mono max={60} />, recommended:{" "}
              <strong className="font-semibold">{note.mode}</strong>. <UntrustedText text={note.reason} />
            </li>
          ))}
        </ul>
      ) : null}
      <ol>
        {steps.map((step) => (
          <PlannedStep
            key={step.id}
            step={step}
            typed={typed[step.id] ?? ""}
            onType={(text) => setTyped((old) => ({ ...old, [step.id]: text }))}
            remove={{
              refusal: plan.may.edit ?? (steps.length === 1 ? "it is the only step; discard the plan" : null),
              busy: edit.isPending,
              press: () => edit.mutate({ version: plan.version, remove: [step.id] }),
            }}
          />
        ))}
      </ol>
      <ManualSteps plans={[plan]} />
      <div className="grid gap-2.5 border-t px-3.5 py-3">
        <p className="text-12 text-ink-2">
          {looked ? (
            <>
              Looked at <UtcTime iso={looked} />; nothing has been written. The approval is bound to plan{" "}
              <span className="machine">{plan.hash.slice(0, 8)}</span>: any edit voids it.
            </>
          ) : (
            "Not looked at yet: what it changes and who else is hit are not known."
          )}
        </p>
        <ProblemNote error={approve.error ?? preview.error ?? edit.error} />
        <div className="flex flex-wrap gap-2">
          <ActionButton
            tone={isFirst && kind === "restore" ? "move" : "plain"}
            size="lg"
            refusal={plan.may.approve ?? approvalRefusal(steps, names)}
            busy={approve.isPending ? "Approving…" : null}
            onClick={() =>
              approve.mutate({
                hash: plan.hash,
                typedNames: Object.fromEntries(names.map((step) => [step.id, typed[step.id]?.trim() ?? ""])),
              })
            }
          >
            Approve {formatPlural(steps.length, "step")}
          </ActionButton>
          <ActionButton
            size="lg"
            refusal={plan.may.preview}
            busy={preview.isPending ? "Looking…" : null}
            onClick={() => preview.mutate({})}
          >
            Look again
          </ActionButton>
          <ActionButton size="lg" tone="quiet" refusal={plan.may.cancel} onClick={() => setDiscarding(true)}>
            Discard it…
          </ActionButton>
        </div>
      </div>
      {discarding ? (
        <ReasonDialog
          title="Discard this plan"
          description="Nothing of it was done. It stays in the timeline."
          ask="Why"
          optional
          confirm="Discard it"
          busy={cancel.isPending}
          error={cancel.error}
          onConfirm={(reason) => cancel.mutate(reason ? { reason } : {})}
          onClose={() => setDiscarding(false)}
        />
      ) : null}
    </Panel>
  )
}

/** Why the whole may not be approved from this screen: nobody approves what nobody has looked at. */
function approvalRefusal(steps: readonly StepDto[], named: readonly StepDto[]): string | null {
  const refused = steps.filter((step) => step.preview?.refusal)
  if (refused.length > 0) return `take out ${formatPlural(refused.length, "refused step")} first`
  const unseen = steps.filter((step) => !step.preview || step.preview.failure)
  if (unseen.length > 0) return `${formatPlural(unseen.length, "step")} could not be looked at; look again`
  const irreversible = steps.filter((step) => step.irreversible)
  if (irreversible.length === steps.length && named.length === 0)
    return "type the name of a target: it cannot be undone"
  return null
}
