import type { StepState } from "@/lib/plans/policy"
import type { StepDto } from "@/lib/plans/schema"

export type StepCell = {
  name: "Requested" | "Applied" | "Proven"
  /** When it became so, ISO; null when it is not, and then `say` says why. */
  at: string | null
  say: string
  /** Class of the cell's fill, and of its words. */
  look: string
  tone: string
}

const requesting: readonly StepState[] = ["approved", "queued", "snapshotted"]

/** The three cells of a step. A cell is only as full as what is known: a time that no longer holds is not shown. */
export function stepCells(step: StepDto): [StepCell, StepCell, StepCell] {
  return [requested(step), applied(step), proven(step)]
}

function requested(step: StepDto): StepCell {
  const cell = { name: "Requested" as const, at: step.requestedAt, say: "", tone: "" }
  if (step.state === "stated" && !step.requestedAt) return { ...cell, say: "by hand", look: "cell-stated" }
  if (step.state === "attempting") return { ...cell, look: "cell-attempting" }
  if (requesting.includes(step.state)) return { ...cell, look: "cell-requested" }
  return { ...cell, look: step.requestedAt ? "cell-passed" : "cell-none" }
}

function applied(step: StepDto): StepCell {
  const cell = { name: "Applied" as const, at: step.appliedAt, say: "", tone: "" }
  switch (step.state) {
    case "in_doubt":
      return { ...cell, at: null, say: "no answer", tone: "text-move-ink font-semibold", look: "cell-doubt" }
    case "failed":
      return { ...cell, at: null, say: "failed", tone: "text-agent", look: "cell-bad" }
    case "stated":
      return { ...cell, at: step.appliedAt ?? step.statedAt, look: "cell-stated" }
    case "applied":
    case "verifying":
    case "unverifiable":
      return { ...cell, say: step.unchanged ? "was so" : "", look: "cell-applied" }
    case "verified":
    case "ineffective":
      return { ...cell, say: step.unchanged ? "was so" : "", look: "cell-passed" }
    case "undone":
    case "cancelled":
    case "skipped":
      return { ...cell, at: null, say: step.state, look: "cell-gone" }
    default:
      return { ...cell, at: null, look: "cell-none" }
  }
}

function proven(step: StepDto): StepCell {
  const cell = { name: "Proven" as const, at: null, say: "", tone: "" }
  switch (step.state) {
    case "verified":
      return { ...cell, at: step.verifiedAt, tone: "text-proven", look: "cell-proven" }
    case "applied":
    case "verifying":
      return {
        ...cell,
        say: `${step.proofsHolding}/${step.proofsNeeded}`,
        tone: "text-motion",
        look: "cell-requested",
      }
    case "unverifiable":
      return { ...cell, say: "no proof", tone: "text-ink", look: "cell-unverifiable" }
    case "stated":
      return { ...cell, say: "no proof", tone: "text-ink", look: "cell-stated" }
    case "ineffective":
      return { ...cell, say: "no effect", tone: "text-agent", look: "cell-bad" }
    default:
      return { ...cell, look: "cell-none" }
  }
}
