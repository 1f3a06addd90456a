import { describe, expect, it } from "vitest"
import {
  type Certainty,
  type ContainmentCredential,
  type ContainmentStep,
  computeContainment,
} from "@/lib/incidents/containment"
import { type StepState, stepStates } from "@/lib/plans/policy"

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute))
const credential = (id = "a", statedAt: Date | null = null): ContainmentCredential => ({
  id,
  label: `key ${id}`,
  statedAt,
  statedBy: statedAt ? "Ines Okafor" : null,
})
const step = (state: StepState, over: Partial<ContainmentStep> = {}): ContainmentStep => ({
  credentialId: "a",
  planId: "plan",
  targetKey: `target ${state}`,
  state,
  endedAt: state === "verified" ? at(5) : null,
  reason: `because ${state}`,
  ...over,
})
const certainty = (steps: ContainmentStep[], one = credential()) =>
  computeContainment([one], steps).credentials[0]?.certainty

const expected: Record<StepState, Certainty> = {
  planned: "not_started",
  approved: "under_way",
  queued: "under_way",
  snapshotted: "under_way",
  attempting: "under_way",
  applied: "applied",
  verifying: "applied",
  verified: "proven",
  unverifiable: "unverifiable",
  stated: "stated",
  in_doubt: "in_doubt",
  ineffective: "failed",
  failed: "failed",
  skipped: "not_started",
  cancelled: "not_started",
  undone: "not_started",
}

describe("one step", () => {
  it.each(stepStates)("%s", (state) => {
    const said = computeContainment([credential()], [step(state)])
    expect(said.credentials[0]).toMatchObject({ credentialId: "a", certainty: expected[state] })
    // Contained by a proof, and by nothing else.
    expect(said.contained).toBe(state === "verified")
    expect(said.provenAt).toEqual(state === "verified" ? at(5) : null)
    expect(said.total).toBe(1)
    const sum =
      said.proven +
      said.applied +
      said.underWay +
      said.notStarted +
      said.unverifiable +
      said.stated +
      said.needsDecision
    expect(sum).toBe(1)
  })
})

describe("two steps of one plan", () => {
  const pairs = stepStates.flatMap((one) => stepStates.map((two) => [one, two] as const))
  it("are contained only when both are verified", () => {
    const contained = pairs.filter(
      ([one, two]) =>
        computeContainment([credential()], [step(one, { targetKey: "1" }), step(two, { targetKey: "2" })])
          .contained,
    )
    expect(contained).toEqual([["verified", "verified"]])
  })

  it.each<[StepState, StepState, Certainty]>([
    ["verified", "in_doubt", "in_doubt"],
    ["verified", "failed", "failed"],
    ["verified", "attempting", "under_way"],
    ["verified", "applied", "applied"],
    ["verified", "unverifiable", "unverifiable"],
    ["verified", "stated", "stated"],
    ["applied", "failed", "failed"],
    ["failed", "in_doubt", "in_doubt"],
    ["unverifiable", "applied", "applied"],
  ])("%s and %s: the less certain one speaks", (one, two, certain) => {
    expect(certainty([step(one), step(two)])).toBe(certain)
    expect(certainty([step(two), step(one)])).toBe(certain)
  })
})

describe("what was left out or taken back", () => {
  it.each<StepState>(["planned", "cancelled", "skipped", "undone"])(
    "%s: the rest of the plan proves nothing more",
    (state) => {
      const said = computeContainment([credential()], [step("verified"), step(state)])
      expect(said.credentials[0]).toMatchObject({ certainty: "not_started", state, why: `because ${state}` })
      expect([said.contained, said.notStarted]).toEqual([false, 1])
    },
  )

  it("does not hide something worse", () => {
    expect(certainty([step("failed"), step("skipped")])).toBe("failed")
    expect(certainty([step("in_doubt"), step("undone")])).toBe("in_doubt")
  })

  it("is made good by a later step on the same target", () => {
    const left = step("skipped", { targetKey: "deny" })
    const kept = step("verified", { targetKey: "keys" })
    const again = (state: StepState) => step(state, { planId: "later", targetKey: "deny", endedAt: at(9) })
    expect(certainty([left, kept, again("planned")])).toBe("not_started")
    expect(certainty([left, kept, again("applied")])).toBe("applied")
    const said = computeContainment([credential()], [left, kept, again("verified")])
    expect([said.contained, said.provenAt]).toEqual([true, at(9)])
  })

  it("in a draft that nobody approved says nothing about a plan that is proven", () => {
    const draft = step("planned", { planId: "draft", targetKey: "role" })
    expect(certainty([draft, step("verified")])).toBe("proven")
  })

  it("in a plan of which nothing is left does not count against a later plan", () => {
    const steps = [
      step("undone", { planId: "first", targetKey: "old way" }),
      step("verified", { targetKey: "new way" }),
    ]
    expect(certainty(steps)).toBe("proven")
  })
})

describe("statements", () => {
  it("show as stated, never as proven", () => {
    const said = computeContainment([credential("a", at(1))], [])
    expect(said).toMatchObject({ contained: false, stated: 1, proven: 0 })
    expect(said.credentials[0]).toMatchObject({
      certainty: "stated",
      why: "rotated, says Ines Okafor; no proof",
    })
  })

  it("give way to a proof", () => {
    expect(certainty([step("verified")], credential("a", at(9)))).toBe("proven")
  })

  it("give way to a later look that found the credential alive, and stand against an earlier one", () => {
    expect(certainty([step("ineffective", { endedAt: at(9) })], credential("a", at(1)))).toBe("failed")
    expect(certainty([step("ineffective", { endedAt: at(1) })], credential("a", at(9)))).toBe("stated")
  })
})

describe("several credentials", () => {
  it("without any, nothing is contained", () => {
    expect(computeContainment([], [step("verified")])).toMatchObject({
      total: 0,
      contained: false,
      provenAt: null,
    })
  })

  it("one without steps keeps all from being contained", () => {
    const said = computeContainment([credential("a"), credential("b")], [step("verified")])
    expect(said).toMatchObject({ total: 2, proven: 1, notStarted: 1, contained: false, provenAt: null })
    // What needs somebody stands first.
    expect(said.credentials.map((one) => one.credentialId)).toEqual(["b", "a"])
  })

  it("steps without a credential and of others are left out", () => {
    const steps = [
      step("verified"),
      step("failed", { credentialId: null }),
      step("failed", { credentialId: "z" }),
    ]
    expect(computeContainment([credential()], steps)).toMatchObject({ contained: true, needsDecision: 0 })
  })

  it("are contained since the last proof", () => {
    const steps = [
      step("verified", { endedAt: at(3) }),
      step("verified", { credentialId: "b", endedAt: at(8) }),
    ]
    expect(computeContainment([credential("a"), credential("b")], steps).provenAt).toEqual(at(8))
  })
})
