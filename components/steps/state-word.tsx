import type { ReactNode } from "react"
import { StateGlyph } from "@/components/steps/state-glyph"
import { stepLooks } from "@/components/steps/step-look"
import { cn } from "@/components/ui/cn"
import type { StepState } from "@/lib/plans/policy"

/** Glyph and word of a state, with a second line that says why or what next. */
export function StateWord({
  state,
  children,
  word,
}: {
  state: StepState
  children?: ReactNode
  word?: string
}) {
  const look = stepLooks[state]
  return (
    <span className={cn("inline-flex items-start gap-[7px] font-semibold text-13 leading-[1.3]", look.color)}>
      <StateGlyph state={state} />
      <span>
        {word ?? look.word}
        {children ? <small className="block font-normal text-12 text-ink-2">{children}</small> : null}
      </span>
    </span>
  )
}
