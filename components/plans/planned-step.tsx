"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { TextField } from "@/components/ui/field"
import { Tag } from "@/components/ui/tag"
import type { StepDto } from "@/lib/plans/schema"

type Props = {
  step: StepDto
  /** The target's name as typed so far, for a step that cannot be undone. */
  typed: string
  onType: (text: string) => void
  remove: { refusal: string | null; busy: boolean; press: () => void }
}

/** One step before its approval: why, what it changes, who else is hit, what warns, and whether it can be undone. */
export function PlannedStep({ step, typed, onType, remove }: Props) {
  const { preview, collateral } = step
  return (
    <li className="grid gap-x-5 gap-y-2 border-t px-3.5 py-3 text-13 first:border-t-0 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_auto]">
      <div>
        <p>
          <UntrustedText text={step.targetLabel} mono className="font-medium" />{" "}
          {step.irreversible ? <Tag className="text-agent">cannot be undone</Tag> : null}
        </p>
        <p className="text-12 text-ink-2">
          {step.actionTitle}
          {step.connectionName ? (
            <>
              {" "}
              in <UntrustedText text={step.connectionName} max={60} />
            </>
          ) : null}
        </p>
        {step.why ? (
          <p className="mt-1 text-12 text-ink-2">
            <UntrustedText text={step.why} />
          </p>
        ) : null}
        <p className="mt-1 text-12 text-ink-3">
          Undo: <UntrustedText text={step.undo.note || (step.undo.possible ? "from the receipt" : "none")} />
        </p>
      </div>
      <div className="grid content-start gap-1.5">
        {preview === null ? <p className="font-semibold">Not looked at yet.</p> : null}
        {preview?.refusal ? (
          <p className="text-agent">
            Will be refused: <UntrustedText text={preview.refusal} />
          </p>
        ) : null}
        {preview?.failure ? (
          <p className="text-agent">
            Could not be looked at: <UntrustedText text={preview.failure} />
          </p>
        ) : null}
        {preview && preview.changes.length > 0 ? (
          <ul className="list-disc pl-4">
            {preview.changes.map((change) => (
              <li key={change}>
                <UntrustedText text={change} />
              </li>
            ))}
          </ul>
        ) : null}
        {preview?.inEffect === "yes" ? <p>It is so already; nothing will be written.</p> : null}
        {preview?.warnings.map((warning) => (
          <p key={warning} className="text-move-ink">
            <UntrustedText text={warning} />
          </p>
        ))}
        {collateral ? (
          <div className="text-12 text-ink-2">
            Also hits: <UntrustedText text={collateral.statement} />
            {collateral.items.length > 0 ? (
              <ul className="list-disc pl-4">
                {collateral.items.map((item) => (
                  <li key={`${item.label}${item.detail}`}>
                    <UntrustedText text={item.label} mono max={60} /> <UntrustedText text={item.detail} />
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        ) : null}
        {step.irreversible ? (
          <TextField
            label={`Type ${step.targetLabel} to include it`}
            value={typed}
            autoComplete="off"
            onChange={(event) => onType(event.target.value)}
          />
        ) : null}
      </div>
      <ActionButton
        size="sm"
        tone="quiet"
        className="self-start justify-self-start"
        refusal={remove.refusal}
        busy={remove.busy ? "Taking it out…" : null}
        onClick={remove.press}
      >
        Take it out
      </ActionButton>
    </li>
  )
}
