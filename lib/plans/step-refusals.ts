import { isEnded, type StepState } from "@/lib/plans/policy"
import type { StepRefusals, StepVerb } from "@/lib/plans/schema"

/** What decides whether a press on a step is possible. */
export type StepFacts = {
  state: StepState
  operation: "apply" | "undo"
  planState: "draft" | "approved" | "finished" | "cancelled"
  irreversible: boolean
  /** A receipt, of this or an earlier application, is there. */
  hasReceipt: boolean
  unchanged: boolean
  undo: { possible: boolean; note: string }
}

/** Why `verb` is not possible on a step like this, as a fragment for a disabled button; null when it is. */
export function stepRefusal(verb: StepVerb, step: StepFacts): string | null {
  switch (verb) {
    case "approve":
      if (step.state !== "planned") return "it has been decided on already"
      return step.planState === "cancelled" ? "the plan was cancelled" : null
    case "cancel":
      if (isEnded(step.state)) return "it has ended"
      if (step.operation === "undo") return "it is being taken back"
      if (step.hasReceipt) return "it was applied before; take it back instead"
      return isOneOf(step.state, ["planned", "approved", "queued", "snapshotted"])
        ? null
        : "the call has left already"
    case "skip":
      if (step.operation === "undo") return "it is being taken back"
      if (step.state === "queued" && step.hasReceipt)
        return "it is being applied again; take it back when that has ended"
      return isOneOf(step.state, ["planned", "approved", "queued", "failed"])
        ? null
        : "only a step that has not started or has failed can be skipped"
    case "retry":
      // The database would refuse it: what cannot be undone starts with an approval only.
      if (step.irreversible && isOneOf(step.state, ["skipped", "stated"]))
        return "it cannot be undone; propose it again and have it approved"
      return isOneOf(step.state, ["failed", "ineffective", "skipped", "stated"])
        ? null
        : "only a step that failed, had no effect, was skipped or is stated can be tried again"
    case "recheck":
      if (isOneOf(step.state, ["verified", "unverifiable", "ineffective", "in_doubt"])) return null
      return isOneOf(step.state, ["applied", "verifying"])
        ? "it is being checked now"
        : "there is nothing to check"
    case "repeat":
      return step.state === "in_doubt" ? null : "only a step in doubt is repeated by hand"
    case "close":
      return step.state === "in_doubt" ? null : "only a step in doubt is closed by hand"
    case "state":
      return isOneOf(step.state, [
        "planned",
        "unverifiable",
        "in_doubt",
        "ineffective",
        "failed",
        "skipped",
        "cancelled",
      ])
        ? null
        : step.state === "verified"
          ? "it is proven"
          : "it is under way, or has ended"
    case "undo":
      return undoRefusal(step)
  }
}

function undoRefusal(step: StepFacts): string | null {
  if (!step.undo.possible) return step.undo.note || "it cannot be taken back"
  if (step.operation === "undo") return "it is being taken back"
  if (!isOneOf(step.state, ["applied", "verifying", "verified", "unverifiable", "ineffective"]))
    return "there is nothing to take back"
  if (step.unchanged && !step.hasReceipt) return "it was so before; nothing of ours to take back"
  return step.hasReceipt ? null : "there is no receipt to take it back from"
}

/** All presses at once; `permission` says per verb why the viewer may not, and comes first. */
export function stepRefusals(step: StepFacts, permission: (verb: StepVerb) => string | null): StepRefusals {
  const of = (verb: StepVerb) => permission(verb) ?? stepRefusal(verb, step)
  return {
    approve: of("approve"),
    cancel: of("cancel"),
    skip: of("skip"),
    retry: of("retry"),
    recheck: of("recheck"),
    repeat: of("repeat"),
    close: of("close"),
    state: of("state"),
    undo: of("undo"),
  }
}

/** Presses that write to a platform need the commander; the others an operator. */
export function verbPermission(verb: StepVerb): "plan.approve" | "plan.act" {
  return verb === "approve" || verb === "repeat" || verb === "undo" ? "plan.approve" : "plan.act"
}

function isOneOf(state: StepState, states: readonly StepState[]): boolean {
  return states.includes(state)
}
