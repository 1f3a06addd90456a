"use client"

import type { ReactNode } from "react"
import { Countdown } from "@/components/patterns/countdown"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { Glyph, StateGlyph } from "@/components/steps/state-glyph"
import { cn } from "@/components/ui/cn"
import { chooseOption } from "@/lib/damage/choose-option"
import { isLoss } from "@/lib/damage/policy"
import type { DamageDto, RestoreOptionDto } from "@/lib/damage/schema"
import { formatDuration } from "@/lib/format"

const back = (
  <Glyph className="mt-0.5">
    <path d="M2.5 8.5a5.5 5.5 0 1 0 1.6-3.9L2.5 6.2M2.5 2.8v3.4h3.4" />
  </Glyph>
)
const noWay = (
  <Glyph className="mt-0.5">
    <path d="m2.5 2.5 11 11M13.5 2.5l-11 11" />
  </Glyph>
)

/** How far the recovery of one damage is. Never more certain than its steps and proofs. */
export function WayBack({ damage, serverNow }: { damage: DamageDto; serverNow: string }) {
  const reason = damage.stateReason ? <UntrustedText text={damage.stateReason} /> : null
  switch (damage.state) {
    case "restored":
      return (
        <Word glyph={<StateGlyph state="verified" />} color="text-proven" word="Restored, verified">
          {reason}
        </Word>
      )
    case "partly_restored":
      return (
        <Word glyph={<StateGlyph state="applied" />} color="text-move-ink" word="Restored in part">
          {reason}
        </Word>
      )
    case "restoring":
      return (
        <Word glyph={<StateGlyph state="attempting" />} color="text-motion" word="Restoring">
          {reason ?? "not verified"}
        </Word>
      )
    case "planned":
      return (
        <Word glyph={<StateGlyph state="queued" />} color="text-ink" word="Planned">
          {reason ?? "waits for approval"}
        </Word>
      )
    case "accepted":
      return (
        <Word glyph={<StateGlyph state="stated" />} color="text-ink" word="Loss accepted">
          {reason}
        </Word>
      )
    case "no_way_back":
      return (
        <Word glyph={noWay} color="text-agent" word="No way back">
          {reason ?? refusals(damage)}
        </Word>
      )
    case "damaged":
      return <Open damage={damage} serverNow={serverNow} />
  }
}

function Open({ damage, serverNow }: { damage: DamageDto; serverNow: string }) {
  if (!isLoss(damage.effect))
    return (
      <Word glyph={<StateGlyph state="skipped" />} color="text-ink-2" word="Nothing to bring back">
        the agent made it; containment cuts it off
      </Word>
    )
  if (damage.optionsState === "not_looked")
    return (
      <Word glyph={<StateGlyph state="planned" />} color="text-ink-2" word="Not looked for">
        ways back are not known yet
      </Word>
    )
  if (damage.optionsState === "looking")
    return (
      <Word glyph={<StateGlyph state="attempting" />} color="text-motion" word="Looking">
        for ways back
      </Word>
    )
  if (damage.optionsState === "failed")
    return (
      <Word glyph={<StateGlyph state="failed" />} color="text-agent" word="Could not look">
        {damage.stateReason ? <UntrustedText text={damage.stateReason} /> : "look again"}
      </Word>
    )
  const option = chooseOption(damage)
  if (!option && damage.options.length === 0)
    return (
      <Word glyph={<StateGlyph state="unverifiable" />} color="text-ink" word="No action of ours">
        brings this kind back. Restore it by hand or from code.
      </Word>
    )
  if (!option)
    return (
      <Word glyph={noWay} color="text-agent" word="No way back">
        {refusals(damage)}
      </Word>
    )
  if (option.expiresAt)
    return (
      <Word
        glyph={back}
        color="text-move-ink"
        word={
          <>
            Expires in <Countdown to={option.expiresAt} now={serverNow} overdue="expired" />
          </>
        }
      >
        <OptionLine option={option} />
      </Word>
    )
  return (
    <Word glyph={back} color="text-motion" word="Way back ready">
      <OptionLine option={option} />
    </Word>
  )
}

/** "to 03:06:01, loss none, 9 min": what comes back, what does not, how long it takes. */
export function OptionLine({ option }: { option: RestoreOptionDto }) {
  return (
    <>
      {option.point ? (
        <>
          to <UtcTime iso={option.point} />,{" "}
        </>
      ) : null}
      loss: <UntrustedText text={option.expectedLoss.replace(/\.$/, "") || "not known"} />
      {option.estimateSeconds === null ? null : `, about ${formatDuration(option.estimateSeconds * 1000)}`}
    </>
  )
}

function refusals(damage: DamageDto): ReactNode {
  const reasons = [...new Set(damage.options.filter((o) => !o.available).map((o) => o.reason))]
  return <UntrustedText text={reasons.join(" ")} />
}

function Word({
  glyph,
  word,
  color,
  children,
}: {
  glyph: ReactNode
  word: ReactNode
  color: string
  children?: ReactNode
}) {
  return (
    <span className={cn("inline-flex items-start gap-[7px] font-semibold text-13 leading-[1.3]", color)}>
      {glyph}
      <span>
        {word}
        {children ? <small className="block font-normal text-12 text-ink-2">{children}</small> : null}
      </span>
    </span>
  )
}
