import fc from "fast-check"
import { expect, it } from "vitest"
import { endStates, isEnded, mayMove, type StepState, stepStates, stepTransitions } from "@/lib/plans/policy"
import { type StepVerb, stepVerbs } from "@/lib/plans/schema"
import { type StepFacts, stepRefusal } from "@/lib/plans/step-refusals"

const facts = fc.record<StepFacts>({
  state: fc.constantFrom(...stepStates),
  operation: fc.constantFrom("apply", "undo"),
  planState: fc.constantFrom("draft", "approved", "finished", "cancelled"),
  irreversible: fc.boolean(),
  hasReceipt: fc.boolean(),
  unchanged: fc.boolean(),
  undo: fc.record({ possible: fc.boolean(), note: fc.constant("no way back") }),
})

/** Where a press leads, as its verb writes it; recheck of what is proven or doubtful changes no state. */
const leadsTo: Record<StepVerb, (state: StepState) => StepState | null> = {
  approve: () => "approved",
  cancel: () => "cancelled",
  skip: () => "skipped",
  retry: () => "queued",
  recheck: (state) => (state === "verified" || state === "in_doubt" ? null : "verifying"),
  repeat: () => "queued",
  close: () => "stated",
  state: () => "stated",
  undo: () => "queued",
}

it("every press that is allowed leads where the table allows", () => {
  fc.assert(
    fc.property(facts, fc.constantFrom(...stepVerbs), (step, verb) => {
      if (stepRefusal(verb, step) !== null) return
      const to = leadsTo[verb](step.state)
      expect(to === null || mayMove(step.state, to)).toBe(true)
    }),
    { numRuns: 5000 },
  )
})

it("proof is reached only from looking for it, and only after the platform's yes or an effect already there", () => {
  const into = (to: StepState) => stepStates.filter((from) => stepTransitions[from].includes(to))
  expect(into("verified")).toEqual(["verifying"])
  expect(into("verifying").sort()).toEqual(["applied", "ineffective", "snapshotted", "unverifiable"])
  expect(into("applied").sort()).toEqual(["attempting", "in_doubt"])
  expect(into("attempting").sort()).toEqual(["attempting", "queued", "snapshotted"])
})

it("nothing leads out of undone, and every other end can be left", () => {
  for (const state of endStates) expect(stepTransitions[state].length === 0, state).toBe(state === "undone")
})

it("every state can still come to an end", () => {
  for (const start of stepStates) {
    const seen = new Set<StepState>([start])
    for (const state of seen) for (const next of stepTransitions[state]) seen.add(next)
    expect([...seen].some(isEnded), start).toBe(true)
  }
})

it("a call that has left can be neither cancelled nor skipped", () => {
  fc.assert(
    fc.property(facts, (step) => {
      if (!["attempting", "applied", "verifying", "in_doubt"].includes(step.state)) return
      expect(stepRefusal("cancel", step)).not.toBeNull()
      expect(stepRefusal("skip", step)).not.toBeNull()
    }),
  )
})

it("undo needs a receipt and an action that has one", () => {
  fc.assert(
    fc.property(facts, (step) => {
      if (stepRefusal("undo", step) === null) expect(step.hasReceipt && step.undo.possible).toBe(true)
    }),
  )
})
