import { isEnded, type StepState } from "@/lib/plans/policy"

type Facts = {
  state: string
  /** Whether an action stops it. */
  stoppable: boolean
  /** State of the step that was asked for, if one was. */
  step: StepState | null
  /** Whether its state was read after the step's. */
  readSince: boolean
}

/** Why this piece of work may not be stopped now, as a fragment for a disabled button; null when it may. */
export function stopRefusal({ state, stoppable, step, readSince }: Facts): string | null {
  if (step !== null && !isEnded(step) && step !== "planned") return "it is being stopped"
  if (step === "in_doubt") return "its step is in doubt; decide there"
  if (step === "verified" && !readSince) return "it was stopped, as its step proves"
  if (state === "ended") return "it has ended"
  if (state === "ending") return "it was told to stop already"
  if (!stoppable) return "no action stops it; see beside it"
  return null
}

const rank: Record<string, number> = { running: 0, unknown: 1, ending: 2, ended: 3 }

/** What goes on first; newest start first within. */
export function byUrgency(
  a: { state: string; startedAt: string },
  b: { state: string; startedAt: string },
): number {
  return (rank[a.state] ?? 1) - (rank[b.state] ?? 1) || b.startedAt.localeCompare(a.startedAt)
}
