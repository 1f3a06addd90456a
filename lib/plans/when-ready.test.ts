import { expect, it } from "vitest"
import { type EdgeSource, whenReady } from "@/lib/plans/when-ready"

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1000)
const source = (state: EdgeSource["state"], endedAt: Date | null = null): EdgeSource => ({
  id: "a",
  targetLabel: "key AKIA1",
  state,
  appliedAt: state === "queued" ? null : at(1),
  endedAt,
})
const edge = (until: "applied" | "verified") => ({ stepId: "a", until, settleMs: 4000 })

it("starts the settle time when the step before is applied, or proven, as the edge says", () => {
  expect(whenReady([edge("applied")], [source("verifying")])).toEqual({ ready: true, at: at(5) })
  expect(whenReady([edge("verified")], [source("verified", at(3))])).toEqual({ ready: true, at: at(7) })
  expect(whenReady([edge("verified")], [source("verifying")])).toMatchObject({
    ready: false,
    blockedBy: null,
  })
})

it("goes on after what is unprovable, stated or skipped, and waits for a person after what failed", () => {
  for (const state of ["unverifiable", "stated", "skipped"] as const)
    expect(whenReady([edge("verified")], [source(state, at(3))])).toEqual({ ready: true, at: at(7) })
  for (const state of ["failed", "ineffective", "in_doubt", "cancelled", "undone"] as const)
    expect(whenReady([edge("verified")], [source(state, at(3))])).toMatchObject({
      ready: false,
      blockedBy: "a",
    })
})

it("says what it waits for", () => {
  expect(whenReady([edge("verified")], [source("queued")])).toMatchObject({
    sentence: "Waits until key AKIA1 is proven, then 4 s.",
  })
  expect(whenReady([edge("applied")], [source("failed", at(3))])).toMatchObject({
    sentence: "Waits for key AKIA1, which failed. Retry or skip that step.",
  })
})

it("takes the latest of several", () => {
  const other = { ...source("verified", at(9)), id: "b" }
  const edges = [edge("verified"), { stepId: "b", until: "verified" as const, settleMs: 0 }]
  expect(whenReady(edges, [source("verified", at(3)), other])).toEqual({ ready: true, at: at(9) })
})
