import { stepLooks } from "@/components/steps/step-look"
import { cn } from "@/components/ui/cn"
import { isEnded, type StepState, stepOrder } from "@/lib/plans/policy"

/** One cell per credential, proven first: the line is closed when every cell is solid. Its label says the counts. */
export function CertaintyLine({ states, thin = false }: { states: readonly StepState[]; thin?: boolean }) {
  if (states.length === 0) return <span className="text-12 text-ink-2">no credential known yet</span>
  const sorted = [...states].sort((a, b) => drawn(a) - drawn(b))
  return (
    <span
      role="img"
      aria-label={`${states.length === 1 ? "1 credential" : `${states.length} credentials`}: ${countWords(states)}`}
      className={cn("line grid auto-cols-fr grid-flow-col", thin ? "h-2 min-w-24 gap-0.5" : "h-5 gap-[3px]")}
    >
      {sorted.map((state, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity of their own
        <span key={i} aria-hidden="true" className={cn("cell", stepLooks[state].cell)} />
      ))}
    </span>
  )
}

function drawn(state: StepState): number {
  if (state === "verified") return 0
  return isEnded(state) || state === "in_doubt" ? 20 - stepOrder[state] : 10 - stepOrder[state]
}

/** "3 proven, 2 applied, 1 in doubt". */
export function countWords(states: readonly StepState[]): string {
  return countStates(states)
    .map(({ count, word }) => `${count} ${word}`)
    .join(", ")
}

/** Counts per word on the screen, in the order of the line. */
export function countStates(
  states: readonly StepState[],
): { state: StepState; word: string; count: number }[] {
  const counts = new Map<string, { state: StepState; word: string; count: number }>()
  for (const state of [...states].sort((a, b) => drawn(a) - drawn(b))) {
    const word = stepLooks[state].word.toLowerCase()
    const seen = counts.get(word)
    if (seen) seen.count += 1
    else counts.set(word, { state, word, count: 1 })
  }
  return [...counts.values()]
}
