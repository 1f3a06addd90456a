import { describe, expect, it } from "vitest"
import { chooseMove } from "@/lib/incidents/choose-move"
import { computeFirstSteps, type FirstStepFacts } from "@/lib/incidents/first-steps"
import { incidentStatuses, isOpen, judgeStatusChange, messageCadenceMs } from "@/lib/incidents/policy"

describe("a change of status", () => {
  const facts = { contained: true, credentials: 2, openDamage: 0 }
  const changes = incidentStatuses.flatMap((from) => incidentStatuses.map((to) => [from, to] as const))

  it("leads only where the table says", () => {
    const allowed = changes.filter(([from, to]) => judgeStatusChange(from, to, facts).allowed)
    const open = incidentStatuses.filter(isOpen)
    const all = open.flatMap((from) =>
      [...open, "resolved" as const].filter((to) => to !== from).map((to) => `${from} ${to}`),
    )
    expect(allowed.map((one) => one.join(" ")).sort()).toEqual(
      [...all, "resolved declared", "resolved monitoring", "reviewed resolved"].sort(),
    )
  })

  it("never makes a review, whatever is said", () => {
    for (const from of incidentStatuses)
      expect(judgeStatusChange(from, "reviewed", facts)).toMatchObject({ allowed: false })
  })

  it.each([
    ["declared", "contained", false, 0, true],
    ["assessing", "recovering", false, 0, true],
    ["assessing", "monitoring", false, 0, true],
    ["monitoring", "resolved", false, 0, true],
    ["declared", "assessing", false, 0, false],
    ["declared", "contained", true, 0, false],
    ["monitoring", "resolved", true, 0, false],
    ["monitoring", "resolved", true, 3, true],
    ["contained", "declared", true, 0, true],
    ["contained", "declared", false, 0, false],
  ] as const)("%s to %s, contained %s, %i damaged: stated %s", (from, to, contained, openDamage, stated) => {
    const judged = judgeStatusChange(from, to, { contained, credentials: 2, openDamage })
    expect(judged).toMatchObject({ allowed: true, stated })
    expect(judged.allowed && judged.why !== "").toBe(stated)
  })

  it("says that nothing is known when nothing is", () => {
    expect(
      judgeStatusChange("declared", "contained", { contained: false, credentials: 0, openDamage: 0 }),
    ).toMatchObject({
      why: expect.stringContaining("no credential is known"),
    })
  })
})

it("the cadence gets longer with lesser severities; an unknown one counts as the worst", () => {
  expect([1, 2, 3, 4, 9].map((one) => messageCadenceMs(one) / 60_000)).toEqual([15, 30, 120, 1440, 15])
})

const containment: FirstStepFacts["containment"] = {
  total: 2,
  proven: 0,
  applied: 0,
  underWay: 0,
  needsDecision: 0,
  unverifiable: 0,
  stated: 0,
  contained: false,
}
const nothing: FirstStepFacts = { containment, containedAt: null, assessment: null, alerts: [], stated: [] }
const alert = {
  contact: "On call",
  acknowledgedAt: null,
  acknowledgedBy: null,
  escalatedAt: null,
  deliveries: [{ state: "accepted" }],
}
const when = "2026-03-01T12:00:00.000Z"

describe("the first steps", () => {
  const states = (facts: Partial<FirstStepFacts>) =>
    Object.fromEntries(computeFirstSteps({ ...nothing, ...facts }).map((one) => [one.kind, one.state]))

  it("stand in their order, open at first", () => {
    const steps = computeFirstSteps(nothing)
    expect(steps.map((one) => [one.kind, one.state])).toEqual([
      ["stop", "open"],
      ["revoke", "open"],
      ["assess", "open"],
      ["alert", "open"],
    ])
    for (const one of steps) expect(one.statement).not.toBe("")
  })

  it.each<[string, Partial<FirstStepFacts>, string, string]>([
    ["a step under way", { containment: { ...containment, underWay: 1 } }, "revoke", "under_way"],
    ["one of two proven", { containment: { ...containment, proven: 1 } }, "revoke", "under_way"],
    ["all proven", { containment: { ...containment, proven: 2, contained: true } }, "revoke", "done"],
    ["all applied, none proven", { containment: { ...containment, applied: 2 } }, "revoke", "under_way"],
    ["no credential", { containment: { ...containment, total: 0 } }, "revoke", "open"],
    [
      "an assessment that reads",
      { assessment: { state: "running", finishedAt: null, progress: "" } },
      "assess",
      "under_way",
    ],
    [
      "one that is read",
      { assessment: { state: "finished", finishedAt: when, progress: "" } },
      "assess",
      "done",
    ],
    [
      "one that failed",
      { assessment: { state: "failed", finishedAt: null, progress: "" } },
      "assess",
      "open",
    ],
    ["an alert that is out", { alerts: [alert] }, "alert", "under_way"],
    [
      "one that was acknowledged",
      { alerts: [alert, { ...alert, acknowledgedAt: when, acknowledgedBy: "Jo" }] },
      "alert",
      "done",
    ],
  ])("%s", (_what, facts, kind, state) => {
    expect(states(facts)[kind]).toBe(state)
  })

  it("a statement shows as stated until facts complete the step; stopping is only ever stated", () => {
    const stated = (["stop", "revoke", "assess", "alert"] as const).map((kind) => ({
      kind,
      statedBy: "Ines Okafor",
      statedAt: when,
      note: "done by hand",
    }))
    expect(states({ stated })).toEqual({
      stop: "stated",
      revoke: "stated",
      assess: "stated",
      alert: "stated",
    })
    expect(
      states({
        stated,
        containment: { ...containment, proven: 2, contained: true },
        assessment: { state: "finished", finishedAt: when, progress: "" },
        alerts: [{ ...alert, acknowledgedAt: when, acknowledgedBy: "Jo" }],
      }),
    ).toEqual({ stop: "stated", revoke: "done", assess: "done", alert: "done" })
  })
})

describe("the one next move", () => {
  type Facts = Parameters<typeof chooseMove>[0]
  const c: Facts["containment"] = { ...containment, total: 3, notStarted: 0, credentials: [] }
  const assessed = computeFirstSteps({
    ...nothing,
    assessment: { state: "finished", finishedAt: when, progress: "" },
  })
  const base: Facts = {
    reference: "INC-7",
    containment: { ...c, proven: 3, contained: true },
    connections: [{ id: "x", name: "prod", connector: "aws", isRange: false, accountId: null }],
    firstSteps: assessed,
    status: "assessing",
    nextUpdateDueAt: "2026-03-01T13:00:00.000Z",
    messagesSent: 1,
    serverNow: when,
  }
  const open = computeFirstSteps(nothing)

  it.each<[string, Partial<Facts>, RegExp, ReturnType<typeof chooseMove>["press"]]>([
    [
      "a decision before everything",
      { containment: { ...c, needsDecision: 1, notStarted: 2 }, firstSteps: open },
      /^Decide: 1 of 3/,
      null,
    ],
    ["no credential", { containment: { ...c, total: 0 } }, /^Say which credentials/, null],
    [
      "cutting access",
      { containment: { ...c, notStarted: 2, proven: 1 }, firstSteps: open },
      /^Contain: 2 of 3/,
      "contain",
    ],
    [
      "reading while proofs come",
      { containment: { ...c, applied: 3 }, firstSteps: open },
      /^Find out/,
      "assess",
    ],
    [
      "no account to read: telling",
      { firstSteps: open, connections: [], messagesSent: 0 },
      /^Tell the stakeholders/,
      null,
    ],
    ["telling", { messagesSent: 0 }, /^Tell the stakeholders/, null],
    ["an overdue update", { nextUpdateDueAt: "2026-03-01T11:59:59.000Z" }, /overdue/, null],
    ["waiting for proof", { containment: { ...c, applied: 2, proven: 1 } }, /^Wait for proof: 1 of 3/, null],
    ["restoring", {}, /^Bring back/, null],
    [
      "the review, when resolved",
      { status: "resolved", containment: { ...c, needsDecision: 2 } },
      /^Write down/,
      null,
    ],
    ["the review, when reviewed", { status: "reviewed" }, /^Write down/, null],
  ])("%s", (_what, facts, title, press) => {
    const move = chooseMove({ ...base, ...facts })
    expect(move.title).toMatch(title)
    expect(move.press).toBe(press)
    expect(move.press !== null || move.link !== null || /Decide|Wait/.test(move.title)).toBe(true)
  })

  it("never says proven while something is not", () => {
    for (const facts of [{ applied: 3 }, { underWay: 3 }, { unverifiable: 2, applied: 1 }]) {
      const move = chooseMove({ ...base, containment: { ...c, ...facts } })
      expect(move.title).toMatch(/^Wait for proof: 0 of 3/)
    }
    for (const facts of [{ unverifiable: 3 }, { stated: 3 }]) {
      const move = chooseMove({ ...base, containment: { ...c, ...facts } })
      expect(move.text).toMatch(/^Only 0 of 3 are proven dead/)
    }
  })
})
