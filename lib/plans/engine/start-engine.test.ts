import { afterAll, afterEach, expect, it } from "vitest"
import type { Step } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { containNow } from "@/lib/plans/contain-now"
import { readStep } from "@/lib/plans/data"
import { type EngineOptions, startEngine } from "@/lib/plans/engine/start-engine"
import { recheckStep } from "@/lib/plans/recheck-step"
import { refuteStep } from "@/lib/plans/refute-step"
import { retryStep } from "@/lib/plans/retry-step"
import { undoStep } from "@/lib/plans/undo-step"
import { createTestDatabase } from "@/lib/testing/database"
import { type TestTimes, testConnector } from "@/lib/testing/test-connector"
import { startTestPlatform } from "@/lib/testing/test-platform"
import { addThing, buildScene, testWorld } from "@/lib/testing/test-world"
import { waitFor } from "@/lib/testing/wait-for"
import type { WorkerLoop } from "@/lib/worker/start-loop"

const { prisma: db, close } = await createTestDatabase()
const platform = await startTestPlatform()
const engines: WorkerLoop[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop()
})
afterAll(async () => {
  await platform.stop()
  await close()
})

function engine(times: TestTimes = {}, options: Partial<EngineOptions> = {}) {
  const world = testWorld([testConnector(times)])
  engines.push(
    startEngine({
      db,
      ...world,
      sweepMs: 100,
      leaseMs: 1500,
      heartbeatMs: 300,
      graceMs: 500,
      random: () => 0,
      ...options,
    }),
  )
  return world
}

/** Contains `things` of a new incident and waits until each step is in one of `states`. */
async function contain(
  things: string[],
  states: Step["state"][],
  times: TestTimes = {},
  options: Partial<EngineOptions> = {},
) {
  const scene = await buildScene(db, platform.url)
  for (const thing of things) await addThing(db, scene, thing)
  const world = engine(times, options)
  await containNow({ ctx: scene.ctx, reference: scene.incident.reference, input: {}, world })
  const steps = await settled(scene.incident.id, states, things.length)
  return { scene, world, steps, step: steps[0] as Step }
}

function settled(incidentId: string, states: Step["state"][], count = 1): Promise<Step[]> {
  return waitFor(`${count} steps in ${states.join(" or ")}`, async () => {
    const steps = await db.step.findMany({ where: { incidentId }, orderBy: { position: "asc" } })
    return steps.length >= count && steps.every((step) => states.includes(step.state)) ? steps : null
  })
}

const kinds = async (incidentId: string) =>
  (await db.timelineEntry.findMany({ where: { incidentId }, orderBy: { sequence: "asc" } })).map(
    (entry) => entry.kind,
  )
const writes = (thing: string) => platform.calls.filter((call) => call.thing === thing && call.effect)

it("goes from request to proof, with an entry and a transition for every change of state", async () => {
  const { scene, step } = await contain(["plain"], ["verified"])
  expect(writes("plain")).toHaveLength(1)
  expect(await kinds(scene.incident.id)).toEqual([
    "plan.proposed",
    "plan.approved",
    "step.requested",
    "step.snapshotted",
    "step.attempting",
    "step.applied",
    "step.verified",
    "incident.contained",
  ])
  const transitions = await db.stepTransition.findMany({
    where: { stepId: step.id },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  })
  expect(transitions.map((one) => one.to)).toEqual([
    "planned",
    "approved",
    "queued",
    "snapshotted",
    "attempting",
    "applied",
    "verifying",
    "verified",
  ])
  expect(step.requestIds).toEqual(["apply-plain"])
  expect((await db.plan.findUniqueOrThrow({ where: { id: step.planId } })).state).toBe("finished")
  expect(
    (await db.incident.findUniqueOrThrow({ where: { id: scene.incident.id } })).containedAt,
  ).not.toBeNull()
})

it("commits snapshot and intent before the platform is written to", async () => {
  const seen: string[] = []
  await contain(
    ["intent"],
    ["verified"],
    {},
    {
      onPoint: async (point, stepId) => {
        if (point !== "before-call:apply") return
        const step = await db.step.findUniqueOrThrow({ where: { id: stepId } })
        seen.push(step.state, JSON.stringify(step.snapshot), String(step.callSettlesAt !== null))
      },
    },
  )
  expect(seen).toEqual(["attempting", '{"on": true, "count": 0}'.replaceAll(" ", ""), "true"])
})

it("changes nothing that is so already, and still asks for proofs", async () => {
  platform.things.set("already", { on: false, count: 0 })
  const { step } = await contain(["already"], ["verified"])
  expect(step.unchanged).toBe(true)
  expect(writes("already")).toHaveLength(0)
})

it("refuses what is protected when it looks, whatever was proposed", async () => {
  const { scene } = await contain(["guarded"], ["verified"])
  await db.credential.updateMany({ where: { incidentId: scene.incident.id }, data: { identifier: "x" } })
  const step = await db.step.create({
    data: {
      planId: (await db.plan.findFirstOrThrow({ where: { incidentId: scene.incident.id } })).id,
      incidentId: scene.incident.id,
      connectionId: scene.connectionId,
      position: 9,
      action: "test.switch-off",
      input: { thing: "protected-root" },
      targetKey: "protected-root",
      targetLabel: "protected-root",
      state: "queued",
      dueAt: new Date(),
    },
  })
  await waitFor("refusal", async () =>
    (await db.step.findUnique({ where: { id: step.id } }))?.state === "failed" ? true : null,
  )
  expect((await db.step.findUniqueOrThrow({ where: { id: step.id } })).reason).toContain(
    "Protected: protected-root is break-glass",
  )
  expect(writes("protected-root")).toHaveLength(0)
})

it("tries again after a throttled call, and says so", async () => {
  platform.failNext("busy", "off", 429, 2)
  const { scene, step } = await contain(["busy"], ["verified"])
  expect(step.attempts).toBe(3)
  expect((await kinds(scene.incident.id)).filter((kind) => kind === "step.delayed")).toHaveLength(2)
  expect(writes("busy")).toHaveLength(1)
})

it("fails at once when the platform refuses, with its words, and goes on when retried", async () => {
  platform.failNext("forbidden", "off", 403)
  const { scene, step, world } = await contain(["forbidden"], ["failed"])
  expect(step.reason).toBe("Access denied.")
  await retryStep({ ctx: scene.ctx, stepId: step.id, input: {}, world })
  await settled(scene.incident.id, ["verified"])
  expect(writes("forbidden")).toHaveLength(1)
})

it("reads back after a lost answer instead of calling again", async () => {
  platform.holdAnswers("slow", 60_000)
  const { step } = await contain(["slow"], ["verified"], { applyTimeoutMs: 300 })
  expect(step.reason).toBe("")
  expect(writes("slow")).toHaveLength(1)
  const about = platform.calls.filter((call) => call.thing === "slow").map((call) => call.verb)
  expect(about.slice(about.indexOf("off") + 1)).toContain("read")
})

it("leaves to a person what cannot be told, and re-reads without writing", async () => {
  platform.holdAnswers("opaque-one", 60_000)
  const { scene, step, world } = await contain(["opaque-one"], ["in_doubt"], { applyTimeoutMs: 300 })
  expect(step.reason).toContain("Nothing shows it.")
  const before = platform.calls.length
  await recheckStep({ ctx: scene.ctx, stepId: step.id, input: {}, world })
  await waitFor("a re-read", async () => (platform.calls.length > before ? true : null))
  const again = await settled(scene.incident.id, ["in_doubt"])
  expect(writes("opaque-one")).toHaveLength(1)
  expect(again[0]?.state).toBe("in_doubt")
})

it("ends without effect when proofs contradict, and unverifiable when too few exist", async () => {
  const lying = await contain(["lying-one"], ["ineffective"])
  expect(lying.step.reason).toContain("is not as wanted")
  const silent = await contain(["silent-one"], ["unverifiable"])
  expect(silent.step.reason).toContain("1 of 2 proofs hold")
  const incident = await db.incident.findUniqueOrThrow({ where: { id: silent.scene.incident.id } })
  expect(incident.containedAt).toBeNull()
})

it("takes a proof back when a re-check contradicts it, and containment falls", async () => {
  const { scene, step, world } = await contain(["fragile"], ["verified"])
  platform.things.set("fragile", { on: true, count: 0 })
  await recheckStep({ ctx: scene.ctx, stepId: step.id, input: {}, world })
  await settled(scene.incident.id, ["ineffective"])
  const all = await kinds(scene.incident.id)
  expect(all).toContain("proof.lost")
  expect(all).toContain("incident.containment_lost")
  expect((await db.incident.findUniqueOrThrow({ where: { id: scene.incident.id } })).containedAt).toBeNull()
})

it("keeps watching what is proven", async () => {
  const { scene } = await contain(["watched"], ["verified"], {}, { watchEveryMs: 50 })
  platform.things.set("watched", { on: true, count: 0 })
  await settled(scene.incident.id, ["ineffective"])
})

it("takes back from the receipt, and from every receipt after a second application", async () => {
  const { scene, step, world } = await contain(["returning"], ["verified"])
  platform.things.set("returning", { on: true, count: 0 })
  await recheckStep({ ctx: scene.ctx, stepId: step.id, input: {}, world })
  await settled(scene.incident.id, ["ineffective"])
  await retryStep({ ctx: scene.ctx, stepId: step.id, input: {}, world })
  const [again] = await settled(scene.incident.id, ["verified"])
  expect(again?.earlier).toHaveLength(1)
  await undoStep({ ctx: scene.ctx, stepId: step.id, input: { reason: "wrong thing" }, world })
  await settled(scene.incident.id, ["undone"])
  expect(platform.things.get("returning")?.on).toBe(true)
  expect(writes("returning").map((call) => call.verb)).toEqual(["off", "off", "on"])
  expect((await readStep({ ctx: scene.ctx, stepId: step.id, world })).may.undo).toBe("it is being taken back")
})

it("works on many at once, but on no more per connection than allowed", async () => {
  let now = 0
  let most = 0
  const things = Array.from({ length: 12 }, (_, i) => `many-${i}`)
  for (const thing of things) platform.holdAnswers(thing, 150)
  await contain(
    things,
    ["verified"],
    {},
    {
      perConnection: 4,
      onPoint: (point) => {
        if (point === "before-call:apply") most = Math.max(most, ++now)
        if (point === "after-call:apply") now -= 1
      },
    },
  )
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(4)
  expect(things.every((thing) => writes(thing).length === 1)).toBe(true)
})

it("applies again by itself what somebody undid, says so, and stops after three times", async () => {
  platform.contest("contested-once", 1)
  const once = await contain(["contested-once"], ["verified"])
  expect(writes("contested-once")).toHaveLength(2)
  expect(await kinds(once.scene.incident.id)).toEqual(
    expect.arrayContaining(["step.ineffective", "step.retried", "step.verified", "incident.contained"]),
  )
  platform.contest("contested-always", 100)
  const always = await contain(["contested-always"], ["ineffective"])
  await waitFor("the fourth application", async () => writes("contested-always").length === 4 || null)
  const steps = await settled(always.scene.incident.id, ["ineffective"])
  expect(steps[0]?.reason).toContain("not as wanted")
  expect(writes("contested-always")).toHaveLength(4)
})

it("takes a proof away when a record comes to light that contradicts it, but not for an earlier application", async () => {
  const { scene, step } = await contain(["refuted"], ["verified"])
  const proof = {
    kind: "audit-record",
    outcome: "contradicts",
    statement: "agent still succeeded: DeleteObject.",
    observedAt: new Date(),
  } as const
  const refute = (appliedAt: string) =>
    transaction(db, (tx) =>
      refuteStep(tx, {
        incidentId: scene.incident.id,
        refutation: { stepId: step.id, appliedAt, proof },
        by: { kind: "system", name: "Assessment" },
      }),
    )
  await refute("2026-01-01T00:00:00.000Z")
  expect((await db.step.findUniqueOrThrow({ where: { id: step.id } })).state).toBe("verified")
  await refute(step.appliedAt?.toISOString() ?? "")
  const now = await db.step.findUniqueOrThrow({ where: { id: step.id } })
  expect(now.state).toBe("ineffective")
  expect(now.reason).toContain("still succeeded")
  expect(await kinds(scene.incident.id)).toEqual(
    expect.arrayContaining(["proof.lost", "step.ineffective", "incident.containment_lost"]),
  )
})
