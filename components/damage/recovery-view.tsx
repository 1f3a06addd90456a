"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { useState } from "react"
import { RecoveryNumbers } from "@/components/damage/recovery-numbers"
import {
  choiceRefusal,
  defaultChoice,
  type RestoreChoice,
  toRestore,
} from "@/components/damage/restore-choice"
import { RestoreRow } from "@/components/damage/restore-row"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { useSend } from "@/components/patterns/use-send"
import { ButtonLink } from "@/components/ui/button"
import { TextArea } from "@/components/ui/field"
import { isLoss, isSettled } from "@/lib/damage/policy"
import { damagesQuery, damageWrites } from "@/lib/damage/queries"
import type {
  AcceptLossInput,
  ComputeOptionsInput,
  DamageDto,
  ProposeRestoreInput,
} from "@/lib/damage/schema"
import { formatPlural } from "@/lib/format"
import { incidentQuery } from "@/lib/incidents/queries"
import { paths } from "@/lib/paths"
import { plansQuery } from "@/lib/plans/queries"

type Props = { reference: string; approval: ReactNode; plan: ReactNode }

/** From each damage to its way back, from the chosen ones to one plan, and from its approval to the proofs. */
export function RecoveryView({ reference, approval, plan }: Props) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { data: overview } = useSuspenseQuery({ ...damagesQuery(reference), refetchInterval: 10_000 })
  return (
    <div className="mx-auto grid max-w-[1400px] gap-3 p-3 pb-6 xl:px-4">
      <RecoveryNumbers overview={overview} />
      {approval}
      {overview.damages.length === 0 ? (
        <Panel title="Ways back">
          <EmptyState
            title={overview.summary.assessed ? "No damage is known" : "What was damaged is not known yet"}
            actions={<ButtonLink href={paths.damage(reference)}>Open damage</ButtonLink>}
          >
            {overview.summary.assessed
              ? "Nothing seen is not the same as nothing done: the damage page says what the sources cannot see."
              : "Ways back are looked for as soon as the audit logs are read."}
          </EmptyState>
        </Panel>
      ) : (
        <WaysBack
          reference={reference}
          damages={overview.damages}
          needsReason={overview.restoreNeedsReason}
          serverNow={incident.serverNow}
        />
      )}
      {plan}
    </div>
  )
}

type WaysProps = {
  reference: string
  damages: readonly DamageDto[]
  needsReason: string | null
  serverNow: string
}

function WaysBack({ reference, damages, needsReason, serverNow }: WaysProps) {
  const { data: plans } = useSuspenseQuery(plansQuery(reference))
  const [choices, setChoices] = useState<Record<string, RestoreChoice>>({})
  const [reason, setReason] = useState("")
  const [accepting, setAccepting] = useState<DamageDto | null>(null)
  const stale = [["incident", reference]]
  const propose = useSend<ProposeRestoreInput>({
    path: damageWrites.restore(reference),
    stale,
    onSuccess: () => setChoices({}),
  })
  const look = useSend<ComputeOptionsInput>({ path: damageWrites.options(reference), stale })
  const accept = useSend<AcceptLossInput>({
    path: () => damageWrites.accept(reference, accepting?.id ?? ""),
    stale,
    onSuccess: () => setAccepting(null),
  })
  const choiceOf = (damage: DamageDto) => choices[damage.id] ?? defaultChoice(damage)
  const chosen = damages.filter(
    (damage) => choiceOf(damage).selected && choiceRefusal(damage, choiceOf(damage)) === null,
  )
  const openIds = damages.filter((d) => !isSettled(d) && d.may.look === null).map((d) => d.id)
  const hasDraft = plans.plans.some((each) => each.kind === "restore" && each.state === "draft")
  const refusal = proposeRefusal(damages, chosen, needsReason, reason)
  return (
    <Panel
      title="Ways back"
      aside={`worst first · ${damages.length}`}
      actions={
        <ActionButton
          size="sm"
          refusal={openIds.length === 0 ? "nothing is left to look for" : null}
          busy={look.isPending ? "Asking…" : null}
          onClick={() => look.mutate({ damageIds: openIds.slice(0, 200) })}
        >
          Look for all again
        </ActionButton>
      }
    >
      <ul>
        {damages.map((damage) => (
          <RestoreRow
            key={damage.id}
            reference={reference}
            damage={damage}
            choice={choiceOf(damage)}
            serverNow={serverNow}
            onChange={(next) =>
              setChoices((old) => ({ ...old, [damage.id]: { ...choiceOf(damage), ...next } }))
            }
            onAccept={() => setAccepting(damage)}
            onLook={() => look.mutate({ damageIds: [damage.id] })}
          />
        ))}
      </ul>
      <div className="grid gap-3 border-t px-3.5 py-3 [&>*]:max-w-[84ch]">
        {needsReason ? (
          <>
            <p className="border-move-line border-l-4 pl-3 text-13">{needsReason}</p>
            <TextArea
              label="Why restore before containment is proven"
              optional
              rows={2}
              maxLength={500}
              value={reason}
              help="Recorded in the timeline. The agent may delete what is restored."
              onChange={(event) => setReason(event.target.value)}
            />
          </>
        ) : null}
        <ProblemNote error={propose.error ?? look.error} />
        <div className="flex flex-wrap items-center gap-3">
          <ActionButton
            tone={hasDraft ? "plain" : "move"}
            size="lg"
            refusal={refusal}
            busy={propose.isPending ? "Looking at what it would change…" : null}
            onClick={() =>
              propose.mutate({
                restores: chosen.flatMap((damage) => toRestore(damage, choiceOf(damage)) ?? []),
                ...(needsReason ? { overrideReason: reason.trim() } : {}),
              })
            }
          >
            Plan the restore of {formatPlural(chosen.length, "resource")}
          </ActionButton>
          <span className="text-12 text-ink-2">
            It is looked at first; nothing is written before its approval.
          </span>
        </div>
      </div>
      {accepting ? (
        <ReasonDialog
          title={`Accept the loss of ${accepting.name}`}
          description="What is not restored stays lost. It shows as accepted by you, with your reason, and a restore stays possible while a way back is."
          ask="Why it is acceptable, and who agreed"
          confirm="Accept the loss"
          busy={accept.isPending}
          error={accept.error}
          onConfirm={(why) => accept.mutate({ reason: why, expectedVersion: accepting.version })}
          onClose={() => setAccepting(null)}
        />
      ) : null}
    </Panel>
  )
}

/** Why nothing can be planned now, as a fragment; null when it can. */
function proposeRefusal(
  damages: readonly DamageDto[],
  chosen: readonly DamageDto[],
  needsReason: string | null,
  reason: string,
): string | null {
  if (chosen.length === 0) {
    const open = damages.filter((damage) => isLoss(damage.effect) && !isSettled(damage))
    return open.length === 0 ? "nothing is left to restore" : "choose at least one with a way back"
  }
  return needsReason && reason.trim() === "" ? "containment is not proven; give a reason" : null
}
