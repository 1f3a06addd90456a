import fc from "fast-check"
import { expect, it } from "vitest"
import { type JudgedProof, judgeProofs } from "@/lib/plans/judge-proofs"

const proof = fc.record<JudgedProof>({
  kind: fc.constantFrom("read-back", "policy-simulation", "telemetry", "probe"),
  outcome: fc.constantFrom("holds", "not_yet", "contradicts", "cannot_tell"),
  statement: fc.constant("Seen."),
})
const holds = (kind: string): JudgedProof => ({ kind, outcome: "holds", statement: "Holds." })

it("verified takes enough different kinds that hold, and none that contradicts", () => {
  fc.assert(
    fc.property(fc.array(proof), fc.integer({ min: 0, max: 4 }), fc.boolean(), (proofs, needed, timeIsUp) => {
      const newest = new Map(proofs.map((one) => [one.kind, one.outcome]))
      const outcomes = [...newest.values()]
      const enough = outcomes.filter((one) => one === "holds").length >= Math.max(1, needed)
      const verdict = judgeProofs({ proofs, needed, timeIsUp })
      expect(verdict.state === "verified").toBe(enough && !outcomes.includes("contradicts"))
      if (timeIsUp) expect(verdict.state).not.toBe("verifying")
    }),
  )
})

it("the same kind twice is one proof", () => {
  expect(judgeProofs({ proofs: [holds("probe"), holds("probe")], needed: 2, timeIsUp: false }).state).toBe(
    "verifying",
  )
})

it("a contradiction is waited out while time is left and then means no effect", () => {
  const proofs = [
    holds("probe"),
    holds("telemetry"),
    { kind: "read-back", outcome: "contradicts" as const, statement: "Active." },
  ]
  expect(judgeProofs({ proofs, needed: 2, timeIsUp: false }).state).toBe("verifying")
  expect(judgeProofs({ proofs, needed: 2, timeIsUp: true })).toMatchObject({ state: "ineffective" })
})

it("too few proofs are unverifiable, none that was ever seen to hold is no effect", () => {
  const late = { kind: "telemetry", outcome: "not_yet" as const, statement: "Nothing yet." }
  expect(judgeProofs({ proofs: [holds("read-back"), late], needed: 2, timeIsUp: true })).toEqual({
    state: "unverifiable",
    reason: "1 of 2 proofs hold. Nothing yet.",
  })
  expect(judgeProofs({ proofs: [late], needed: 2, timeIsUp: true }).state).toBe("ineffective")
  expect(judgeProofs({ proofs: [], needed: 2, timeIsUp: false, unverifiable: "No probe." })).toEqual({
    state: "unverifiable",
    reason: "No probe. (0 of 2 proofs hold)",
  })
})
