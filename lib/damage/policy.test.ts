import { describe, expect, it } from "vitest"
import { acceptRefusal, isSettled, type RestoreStep, restoreRefusal, stateBySteps } from "@/lib/damage/policy"
import { damageStates } from "@/lib/damage/schema"
import { stepStates } from "@/lib/plans/policy"

const step = (change: Partial<RestoreStep>): RestoreStep => ({
  state: "verified",
  operation: "apply",
  reason: "",
  incomplete: "",
  coversUntil: new Date("2026-11-25T03:00:00Z"),
  coversEffects: 12,
  ...change,
})
const known = { lastAt: new Date("2026-11-25T03:00:00Z"), succeeded: 12 }

describe("a damage's state by its restore steps", () => {
  it("is restored by proofs alone", () => {
    const restored = stepStates.filter(
      (state) => stateBySteps([step({ state })], known)?.state === "restored",
    )
    expect(restored).toEqual(["verified"])
  })

  it("is only partly restored while something stays lost, or more is known than the restore was planned for", () => {
    expect(stateBySteps([step({ incomplete: "2 keys: lost." })], known)?.state).toBe("partly_restored")
    expect(stateBySteps([step({})], { ...known, succeeded: 13 })?.state).toBe("partly_restored")
    const later = new Date("2026-11-25T03:00:01Z")
    expect(stateBySteps([step({})], { ...known, lastAt: later })?.state).toBe("partly_restored")
  })

  it("keeps what an earlier step proved when a later one fails, and says so", () => {
    const steps = [step({}), step({ state: "failed", reason: "S3 refused." })]
    expect(stateBySteps(steps, known)).toEqual({
      state: "restored",
      stateReason: "A later step did not succeed: S3 refused.",
    })
  })

  it("is no matter of steps that left the plan", () => {
    for (const state of ["skipped", "cancelled", "undone"] as const)
      expect(stateBySteps([step({ state })], known)).toBeNull()
  })

  it("is planned by a draft, and under way from the press to the proof", () => {
    expect(stateBySteps([step({ state: "planned" })], known)?.state).toBe("planned")
    for (const state of ["approved", "queued", "attempting", "applied", "verifying", "in_doubt"] as const)
      expect(stateBySteps([step({ state })], known)?.state).toBe("restoring")
  })
})

describe("what may be done about a damage", () => {
  it("a loss is accepted where nothing is planned, under way or proven", () => {
    expect(damageStates.filter((state) => acceptRefusal(state) === null)).toEqual([
      "damaged",
      "partly_restored",
      "no_way_back",
    ])
  })

  it("a restore needs an available way back", () => {
    const open = { state: "damaged", optionsState: "looked" } as const
    expect(restoreRefusal(open, [{ available: true, reason: "" }])).toBeNull()
    expect(restoreRefusal(open, [{ available: false, reason: "purged" }])).toBe("no way back was found")
    expect(restoreRefusal({ ...open, optionsState: "looking" }, [])).toMatch(/still being looked for/)
  })

  it("what the agent made is settled by containment", () => {
    expect(isSettled({ state: "damaged", effect: "created" })).toBe(true)
    expect(isSettled({ state: "partly_restored", effect: "deleted" })).toBe(false)
  })
})
