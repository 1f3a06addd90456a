import { StateWord } from "@/components/steps/state-word"
import type { Containable } from "@/lib/connections/schema"

const words = {
  yes: { state: "verified", word: "Could be contained now" },
  no: { state: "failed", word: "Could not be contained" },
  unknown: { state: "unverifiable", word: "Not known" },
} as const

/** Whether one press would be enough, with what that rests on. */
export function ContainableWord({
  containable,
  short = false,
}: {
  containable: Containable
  short?: boolean
}) {
  const { state, word } = words[containable.state]
  const brief = { yes: "Yes", no: "No", unknown: "Not known" }[containable.state]
  return (
    <StateWord state={state} word={short ? brief : word}>
      {containable.reason}
    </StateWord>
  )
}
