import type { StepState } from "@/lib/plans/policy"

/** An edge of a plan: this step starts only `settleMs` after the other one is that far. */
export type Edge = { stepId: string; until: "applied" | "verified"; settleMs: number }

export type EdgeSource = {
  id: string
  targetLabel: string
  state: StepState
  appliedAt: Date | null
  endedAt: Date | null
}

export type Readiness =
  | { ready: true; at: Date | null }
  /** `blockedBy`: it will not come by itself, a person must act. */
  | { ready: false; sentence: string; blockedBy: string | null }

/** Done as far as anybody can tell: by proof, unprovable, by hand, or left out on purpose. */
const done: readonly StepState[] = ["verified", "unverifiable", "stated", "skipped"]
/** What was taken back was applied once: the order that such an edge asks for has been kept. */
const applied: readonly StepState[] = ["applied", "verifying", "undone", ...done]
/** Does not move by itself. */
const stuck: readonly StepState[] = ["in_doubt", "failed", "ineffective", "cancelled", "undone"]

export function isMet(edge: Edge, source: EdgeSource | undefined): boolean {
  return source !== undefined && (edge.until === "applied" ? applied : done).includes(source.state)
}

/** From when a step may start, given the steps it comes after; or what it waits for, in words. */
export function whenReady(edges: readonly Edge[], sources: readonly EdgeSource[]): Readiness {
  let at: Date | null = null
  for (const edge of edges) {
    const source = sources.find((s) => s.id === edge.stepId)
    if (!source || !isMet(edge, source)) return waiting(edge, source)
    const since = edge.until === "applied" ? (source.appliedAt ?? source.endedAt) : source.endedAt
    if (since === null) continue
    const start = new Date(since.getTime() + edge.settleMs)
    if (at === null || start > at) at = start
  }
  return { ready: true, at }
}

function waiting(edge: Edge, source: EdgeSource | undefined): Readiness {
  const label = source?.targetLabel ?? "a step that is gone"
  const word = edge.until === "applied" ? "applied" : "proven"
  const settle = edge.settleMs > 0 ? `, then ${Math.ceil(edge.settleMs / 1000)} s` : ""
  if (source && stuck.includes(source.state))
    return {
      ready: false,
      sentence: `Waits for ${label}, which ${stuckWord(source.state)}. Retry or skip that step.`,
      blockedBy: source.id,
    }
  return { ready: false, sentence: `Waits until ${label} is ${word}${settle}.`, blockedBy: null }
}

function stuckWord(state: StepState): string {
  if (state === "in_doubt") return "is in doubt"
  if (state === "ineffective") return "had no effect"
  if (state === "undone") return "was taken back"
  return state === "failed" ? "failed" : "was cancelled"
}
