import type { ActionDefinition } from "@/lib/connectors/contract"
import type { Plan, Step } from "@/lib/db/generated/client"
import type { StepFacts } from "@/lib/plans/step-refusals"

/** The facts that decide on presses, from the stored rows and the action's definition (undefined when unknown). */
export function factsOf(
  step: Step,
  plan: Pick<Plan, "state">,
  definition: ActionDefinition | undefined,
): StepFacts {
  return {
    state: step.state,
    operation: step.operation === "undo" ? "undo" : "apply",
    planState: plan.state,
    irreversible: step.irreversible,
    hasReceipt:
      (step.receipt !== null && !step.unchanged) || (Array.isArray(step.earlier) && step.earlier.length > 0),
    unchanged: step.unchanged,
    undo: undoOf(definition),
  }
}

export function undoOf(definition: ActionDefinition | undefined): { possible: boolean; note: string } {
  if (!definition) return { possible: false, note: "no connector knows this action" }
  return definition.undo.possible
    ? { possible: true, note: definition.undo.warning ?? "" }
    : { possible: false, note: definition.undo.reason }
}
