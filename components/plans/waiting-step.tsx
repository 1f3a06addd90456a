"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Countdown } from "@/components/patterns/countdown"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useGuardedSend } from "@/components/shell/use-guarded-send"
import type { WaitingStepDto } from "@/lib/approvals/schema"
import { apiPaths } from "@/lib/paths"

type Asked = "ask" | "decline" | "glass" | null
type Body = { hash?: string; typedName?: string; reason?: string }

/** One step that cannot be undone: who asked, until when, and every press with the reason why it may not be made. */
export function WaitingStep({ step, reference }: { step: WaitingStepDto; reference: string }) {
  const [asked, setAsked] = useState<Asked>(null)
  const stale = [["incident", reference]]
  const onSuccess = () => setAsked(null)
  const ask = useGuardedSend<Body>({ path: apiPaths.askApproval(step.stepId), stale, onSuccess })
  const glass = useGuardedSend<Body>({ path: apiPaths.breakGlass(step.stepId), stale, onSuccess })
  const request = step.open?.id ?? ""
  const give = useGuardedSend<Body>({ path: apiPaths.giveApproval(request), stale })
  const decline = useGuardedSend<Body>({ path: apiPaths.declineApproval(request), stale, onSuccess })
  const { planHash: hash, targetLabel } = step
  return (
    <li className="grid gap-x-5 gap-y-2 border-t px-3.5 py-3 text-13 first:border-t-0 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <div>
        <UntrustedText text={targetLabel} mono className="break-all font-medium" />
        <p className="text-12 text-ink-2">{step.actionTitle}</p>
        {step.why ? (
          <p className="mt-1 text-12 text-ink-2">
            <UntrustedText text={step.why} />
          </p>
        ) : null}
        <p className="mt-1 text-12 text-ink-2">
          No undo: <UntrustedText text={step.undoNote || "it cannot be taken back"} />
        </p>
        {step.collateral ? (
          <p className="mt-1 text-12 text-ink-2">
            Also hits: <UntrustedText text={step.collateral} />
          </p>
        ) : null}
      </div>
      <div className="grid content-start gap-2">
        <Standing step={step} />
        <div className="flex flex-wrap gap-2">
          {step.open ? (
            <>
              <ActionButton
                refusal={step.may.give}
                busy={give.isPending ? "Approving…" : null}
                onClick={() => give.mutate({ hash })}
              >
                Approve as the second person
              </ActionButton>
              <ActionButton tone="quiet" refusal={step.may.decline} onClick={() => setAsked("decline")}>
                Decline…
              </ActionButton>
            </>
          ) : (
            <ActionButton refusal={step.may.ask} onClick={() => setAsked("ask")}>
              {step.secondPerson ? "Ask for approval…" : "Approve it…"}
            </ActionButton>
          )}
          {step.secondPerson ? (
            <ActionButton tone="quiet" refusal={step.may.breakGlass} onClick={() => setAsked("glass")}>
              Break the glass…
            </ActionButton>
          ) : null}
        </div>
        <ProblemNote error={give.shownError} />
        {give.asked}
      </div>
      {asked === "ask" && !ask.asked ? (
        <ReasonDialog
          title={step.actionTitle}
          description={
            step.secondPerson
              ? "It cannot be undone. Another person has to approve it within 15 minutes, with a fresh password."
              : "It cannot be undone. It starts at once."
          }
          typedName={targetLabel}
          confirm={step.secondPerson ? "Ask for approval" : "Approve it"}
          busy={ask.isPending}
          error={ask.shownError}
          onConfirm={() => ask.mutate({ hash, typedName: targetLabel })}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {asked === "glass" && !glass.asked ? (
        <ReasonDialog
          title="Break the glass"
          description="You alone start what needs two people and cannot be undone. Every administrator is told at once, and the review will ask why."
          ask="Why it cannot wait for a second person"
          typedName={targetLabel}
          confirm="Break the glass"
          busy={glass.isPending}
          error={glass.shownError}
          onConfirm={(reason) => glass.mutate({ hash, typedName: targetLabel, reason })}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {asked === "decline" ? (
        <ReasonDialog
          title="Decline the request"
          description="The step stays planned and may be asked for again."
          ask="Why"
          optional
          confirm="Decline"
          busy={decline.isPending}
          error={decline.shownError}
          onConfirm={(reason) => decline.mutate(reason ? { reason } : {})}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {ask.asked}
      {glass.asked}
    </li>
  )
}

/** Where the approval stands, in words. */
function Standing({ step }: { step: WaitingStepDto }) {
  const { open, last } = step
  if (open)
    return (
      <p>
        Asked by <UntrustedText text={open.requestedBy} max={60} /> <UtcTime iso={open.requestedAt} />,
        expires in <Countdown to={open.expiresAt} now={open.requestedAt} overdue="expired" />
      </p>
    )
  if (last?.outcome === "expired")
    return (
      <p>
        The request expired <UtcTime iso={last.at} /> without an answer.
      </p>
    )
  if (last)
    return (
      <p>
        Declined by <UntrustedText text={last.by} max={60} /> <UtcTime iso={last.at} />
        {last.reason ? (
          <>
            : <UntrustedText text={last.reason} />
          </>
        ) : null}
      </p>
    )
  return <p>{step.secondPerson ? "Needs two people in this severity." : "Needs its target's name typed."}</p>
}
