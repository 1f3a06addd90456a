"use client"

import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { StepActions } from "@/components/plans/step-actions"
import { StateWord } from "@/components/steps/state-word"
import { cn } from "@/components/ui/cn"
import type { StepDto } from "@/lib/plans/schema"
import { stepCells } from "@/lib/plans/step-cells"

/** One step: state and why, target, and the three cells Requested, Applied, Proven. */
export function StepRow({ step, reference }: { step: StepDto; reference: string }) {
  const cells = stepCells(step)
  const needs = step.state === "in_doubt" || step.state === "failed" || step.state === "ineffective"
  return (
    <tr className={cn(needs && "bg-move-tint")}>
      <td className="w-[132px]">
        <StateWord state={step.state}>{secondLine(step)}</StateWord>
      </td>
      <th scope="row">
        <UntrustedText text={step.targetLabel} mono className="font-medium" />
        <small>{step.actionTitle}</small>
        {step.reason ? (
          <small>
            <UntrustedText text={step.reason} />
          </small>
        ) : null}
        {step.waitsFor ? (
          <small>
            Waits for <UntrustedText text={step.waitsFor} />
          </small>
        ) : null}
        {step.kind === "restore" ? <Findings step={step} /> : null}
        <Proofs step={step} />
        <StepActions step={step} reference={reference} />
      </th>
      {cells.map((cell) => (
        <td key={cell.name} data-label={cell.name}>
          <span className={cn("machine block min-h-[17px] text-12 text-ink-2", cell.tone)}>
            {cell.at ? <UtcTime iso={cell.at} /> : cell.say}
          </span>
          <span aria-hidden="true" className={cn("cell mt-1 min-w-14", cell.look)} />
        </td>
      ))}
      <td data-label="Also hits" className="text-12">
        {step.collateral ? <UntrustedText text={step.collateral.statement} /> : "not looked"}
      </td>
    </tr>
  )
}

function secondLine(step: StepDto): string {
  if (step.state === "verified") return `${step.proofsHolding} of ${step.proofs.length} proofs`
  if (step.state === "verifying") return `not proven, ${step.proofsHolding}/${step.proofsNeeded}`
  if (step.state === "applied") return "not proven"
  if (step.state === "attempting") return `try ${step.attempts} of ${step.maxAttempts}`
  if (step.state === "in_doubt") return "your decision"
  if (step.state === "stated") return `by ${step.statedBy ?? "somebody"}`
  return step.unchanged ? "was so before" : ""
}

/** What was counted and compared after a restore: shown without a press, since it is what "restored" rests on. */
function Findings({ step }: { step: StepDto }) {
  if (step.proofs.length === 0) return null
  return (
    <ul className="mt-1 grid gap-0.5 text-12">
      {step.proofs.map((proof) => (
        <li key={proof.kind} className={proof.outcome === "holds" ? "text-proven" : "text-ink"}>
          {proof.kind} {proof.outcome === "holds" ? "hold" : proof.outcome.replace("_", " ")}:{" "}
          <UntrustedText text={proof.statement} className="text-ink-2" />
        </li>
      ))}
    </ul>
  )
}

function Proofs({ step }: { step: StepDto }) {
  if (step.proofs.length === 0 && step.requestIds.length === 0 && step.commands.length === 0) return null
  return (
    <details className="mt-1 text-12">
      <summary className="min-h-6 text-ink-2">Proofs, requests, command</summary>
      <ul className="mt-1 grid gap-1">
        {step.proofs.map((proof) => (
          <li key={proof.kind}>
            <strong className="font-semibold">
              {proof.kind}: {proof.outcome.replace("_", " ")}
            </strong>{" "}
            <UtcTime iso={proof.observedAt} />
            <br />
            <UntrustedText text={proof.statement} />
          </li>
        ))}
        {step.requestIds.length > 0 ? (
          <li>
            Request ids <UntrustedText mono text={step.requestIds.join(", ")} />
          </li>
        ) : null}
        {step.commands.map((command) => (
          <li key={command}>
            <UntrustedText mono text={command} />
          </li>
        ))}
        {step.history.map((each) => (
          <li key={`${each.state}${each.at}`} className="text-ink-2">
            <UtcTime iso={each.at} /> {each.state.replace("_", " ")}
          </li>
        ))}
      </ul>
    </details>
  )
}
