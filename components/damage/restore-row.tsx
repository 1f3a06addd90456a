"use client"

import Link from "next/link"
import { useId } from "react"
import { EffectWord } from "@/components/damage/effect-word"
import { OptionFacts } from "@/components/damage/option-facts"
import { RestoreAdjust } from "@/components/damage/restore-adjust"
import { choiceRefusal, optionOf, type RestoreChoice } from "@/components/damage/restore-choice"
import { WayBack } from "@/components/damage/way-back"
import { ActionButton } from "@/components/patterns/action-button"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { isLoss } from "@/lib/damage/policy"
import { sayType } from "@/lib/damage/say-type"
import type { DamageDto } from "@/lib/damage/schema"
import { paths } from "@/lib/paths"

type Props = {
  reference: string
  damage: DamageDto
  choice: RestoreChoice
  serverNow: string
  onChange: (next: Partial<RestoreChoice>) => void
  onAccept: () => void
  onLook: () => void
}

/** One damage with the way back that is chosen for it, or why there is none. */
export function RestoreRow({ reference, damage, choice, serverNow, onChange, onAccept, onLook }: Props) {
  const id = useId()
  const refusal = choiceRefusal(damage, choice)
  const option = optionOf(damage, choice)
  const open = damage.state === "damaged" || damage.state === "partly_restored"
  const others = damage.options.filter((each) => each.id !== option?.id)
  return (
    <li
      id={`damage-${damage.id}`}
      className="grid scroll-mt-4 grid-cols-[24px_minmax(0,1fr)] gap-x-3 gap-y-2.5 border-t px-3.5 py-3 text-13 first:border-t-0 target:bg-raised md:grid-cols-[20px_minmax(0,0.9fr)_minmax(0,1.3fr)] md:gap-x-5"
    >
      <input
        id={id}
        type="checkbox"
        className="mt-0.5 size-5 accent-[var(--ink)] max-md:size-6"
        checked={choice.selected && refusal === null}
        disabled={refusal !== null}
        aria-label={`Restore ${damage.name}`}
        aria-describedby={refusal ? `${id}-why` : undefined}
        onChange={(event) => onChange({ selected: event.target.checked })}
      />
      <div className="grid content-start gap-1">
        <label htmlFor={id}>
          <UntrustedText text={damage.name} mono className="font-medium" />
        </label>
        <span className="text-12 text-ink-2">
          {sayType(damage.resourceType)}
          {damage.region ? ` · ${damage.region}` : ""}
        </span>
        <div>
          <EffectWord damage={damage} />
        </div>
        <Link href={`${paths.damage(reference)}?damage=${damage.id}`} className="text-12 underline">
          What was done to it
        </Link>
      </div>
      <div className="grid content-start gap-2 max-md:col-start-2">
        {open && option ? null : <WayBack damage={damage} serverNow={serverNow} />}
        {refusal && open && isLoss(damage.effect) ? (
          <p id={`${id}-why`} className="text-12 text-ink-2">
            Not in the plan: {refusal}.
          </p>
        ) : null}
        {open && option ? (
          <>
            {damage.stateReason ? <WayBack damage={damage} serverNow={serverNow} /> : null}
            <OptionFacts option={option} serverNow={serverNow} />
            <RestoreAdjust damage={damage} option={option} choice={choice} onChange={onChange} />
          </>
        ) : null}
        {others.length > 0 ? (
          <details>
            <summary className="min-h-6 text-12 text-ink-2">
              {open && option ? `${others.length} other looked at` : "What was looked at"}
            </summary>
            <div className="mt-1 grid gap-2">
              {others.map((each) => (
                <OptionFacts key={each.id} option={each} serverNow={serverNow} />
              ))}
            </div>
          </details>
        ) : null}
        {isLoss(damage.effect) && damage.state !== "restored" ? (
          <div className="flex flex-wrap gap-2">
            <ActionButton size="sm" refusal={damage.may.look} onClick={onLook}>
              Look for ways back
            </ActionButton>
            <ActionButton size="sm" tone="quiet" refusal={damage.may.accept} onClick={onAccept}>
              Accept the loss…
            </ActionButton>
          </div>
        ) : null}
      </div>
    </li>
  )
}
