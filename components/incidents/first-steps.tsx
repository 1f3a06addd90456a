"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { StateWord } from "@/components/steps/state-word"
import { cn } from "@/components/ui/cn"
import { incidentQuery } from "@/lib/incidents/queries"
import type { FirstStepDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"
import type { StepState } from "@/lib/plans/policy"

const drawnAs: Record<FirstStepDto["state"], { state: StepState; word: string }> = {
  open: { state: "planned", word: "Open" },
  under_way: { state: "verifying", word: "Under way" },
  done: { state: "verified", word: "Done" },
  stated: { state: "stated", word: "Stated" },
}

/** The four first steps in their order. Facts complete them; a person may state one, with a note. */
export function FirstSteps({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const [stating, setStating] = useState<FirstStepDto | null>(null)
  const send = useSend<{ kind: string; note: string }>({
    path: `${apiPaths.incident(reference)}/first-steps`,
    stale: [["incident", reference]],
    onSuccess: () => setStating(null),
  })
  const current = incident.firstSteps.find((step) => step.state === "open" || step.state === "under_way")
  return (
    <Panel title="First five minutes">
      <ol>
        {incident.firstSteps.map((step, i) => (
          <li
            key={step.kind}
            aria-current={step === current ? "step" : undefined}
            className="grid grid-cols-[28px_1fr] gap-x-2.5 border-t px-3.5 py-2.5 first:border-t-0"
          >
            <span
              aria-hidden="true"
              className={cn(
                "machine row-span-3 grid size-6 place-items-center rounded-1 border-[1.5px] border-control text-13",
                step === current && "border-ink bg-ink text-surface",
              )}
            >
              {i + 1}
            </span>
            <h3 className="flex justify-between gap-2 font-semibold text-14 leading-6">
              {step.title}
              {step.progress ? <span className="machine text-13">{step.progress}</span> : null}
            </h3>
            <StateWord state={drawnAs[step.state].state} word={drawnAs[step.state].word}>
              <UntrustedText text={step.statement} />
              {step.at ? (
                <>
                  {" "}
                  <UtcTime iso={step.at} />
                </>
              ) : null}
              {step.state === "stated" ? (
                <>
                  {" "}
                  by <UntrustedText text={step.by ?? "somebody"} />, no proof
                </>
              ) : null}
            </StateWord>
            {step.state === "open" || step.state === "under_way" ? (
              <ActionButton
                size="sm"
                tone="quiet"
                className="justify-self-start"
                refusal={incident.may.update}
                onClick={() => setStating(step)}
              >
                State it done…
              </ActionButton>
            ) : null}
          </li>
        ))}
      </ol>
      {stating ? (
        <ReasonDialog
          title={`${stating.title}: state it done`}
          description="It will show as stated by you, without proof."
          ask="What was done, and how you know"
          confirm="State it"
          busy={send.isPending}
          error={send.error}
          onConfirm={(note) => send.mutate({ kind: stating.kind, note })}
          onClose={() => setStating(null)}
        />
      ) : null}
    </Panel>
  )
}
