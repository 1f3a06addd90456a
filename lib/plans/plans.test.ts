import { afterAll, describe, expect, it } from "vitest"
import { readApprovals } from "@/lib/approvals/data"
import { approvePlan } from "@/lib/plans/approve-plan"
import { cancelPlan } from "@/lib/plans/cancel-plan"
import { cancelStep } from "@/lib/plans/cancel-step"
import { closeStep } from "@/lib/plans/close-step"
import { containNow } from "@/lib/plans/contain-now"
import { createPlan } from "@/lib/plans/create-plan"
import { readPlan, readPlans, readStep } from "@/lib/plans/data"
import { editPlan } from "@/lib/plans/edit-plan"
import { lockIncident } from "@/lib/plans/lock-incident"
import { previewPlan } from "@/lib/plans/preview-plan"
import { proposeContainment } from "@/lib/plans/propose-containment"
import { recheckStep } from "@/lib/plans/recheck-step"
import { repeatStep } from "@/lib/plans/repeat-step"
import { retryStep } from "@/lib/plans/retry-step"
import type { PlanDto } from "@/lib/plans/schema"
import { skipStep } from "@/lib/plans/skip-step"
import { stateStep } from "@/lib/plans/state-step"
import { undoStep } from "@/lib/plans/undo-step"
import { createTestDatabase } from "@/lib/testing/database"
import { testConnector } from "@/lib/testing/test-connector"
import { startTestPlatform } from "@/lib/testing/test-platform"
import { addThing, buildScene, contextOf, person, type TestScene, testWorld } from "@/lib/testing/test-world"

const { prisma: db, close } = await createTestDatabase()
const platform = await startTestPlatform()
const world = testWorld([testConnector()])
afterAll(async () => {
  await platform.stop()
  await close()
})

async function sceneWith(...things: string[]): Promise<TestScene> {
  const scene = await buildScene(db, platform.url)
  for (const thing of things) await addThing(db, scene, thing)
  return scene
}

const propose = ({ ctx, incident }: TestScene) =>
  proposeContainment({ ctx, reference: incident.reference, input: {}, world })
const approve = ({ ctx, incident }: TestScene, plan: PlanDto, typedNames?: Record<string, string>) =>
  approvePlan({
    ctx,
    reference: incident.reference,
    planId: plan.id,
    input: { hash: plan.hash, ...(typedNames ? { typedNames } : {}) },
    world,
  })
const contain = ({ ctx, incident }: TestScene, input = {}) =>
  containNow({ ctx, reference: incident.reference, input, world })
/** Puts a step where a test needs it, as if the engine had been there. */
const put = (id: string, data: Parameters<typeof db.step.update>[0]["data"]) =>
  db.step.update({ where: { id }, data })

describe("a proposal", () => {
  it("shows every step with what was seen, what is refused and what is left to hands", async () => {
    const scene = await sceneWith("alpha", "protected-root", "manual-laptop")
    const plan = await propose(scene)
    expect(plan.steps.map((step) => [step.targetLabel, step.state, step.collateral?.statement])).toEqual([
      ["alpha", "planned", "nobody else"],
    ])
    expect(plan.steps[0]?.preview?.changes).toEqual(["alpha goes off"])
    expect(plan.steps[0]?.commands).toEqual(["test switch --thing 'alpha'"])
    expect(plan.refused[0]?.reason).toBe("break-glass")
    expect(plan.manual[0]?.title).toContain("manual-laptop")
    expect(platform.calls.filter((call) => call.effect)).toEqual([])
  })

  it("made twice is one draft with one hash", async () => {
    const scene = await sceneWith("beta")
    const [one, two] = [await propose(scene), await propose(scene)]
    expect([two.id, two.hash]).toEqual([one.id, one.hash])
  })

  it("keeps a look that failed as such", async () => {
    platform.failNext("unseen", "read", 403)
    const plan = await propose(await sceneWith("unseen"))
    expect(plan.steps[0]?.collateral).toBeNull()
    expect(plan.steps[0]?.preview?.failure).toBe("Access denied.")
  })

  it("on a connection of the other side is refused, by the verb and by the database", async () => {
    const scene = await sceneWith("gamma")
    const range = await db.connection.create({
      data: { name: "range", connector: "test", config: {}, isRange: true },
    })
    await db.credential.updateMany({
      where: { incidentId: scene.incident.id },
      data: { connectionId: range.id },
    })
    await expect(propose(scene)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(
      db.incidentConnection.create({
        data: { incidentId: scene.incident.id, isDrill: false, connectionId: range.id, isRange: true },
      }),
    ).rejects.toThrow()
  })
})

describe("an approval", () => {
  it("asks for all reversible steps in one transaction", async () => {
    const scene = await sceneWith("one", "two")
    const plan = await approve(scene, await propose(scene))
    expect(plan.state).toBe("approved")
    expect(plan.steps.map((step) => step.state)).toEqual(["queued", "queued"])
    expect(plan.approvedBy).toBe("Ines Okafor")
  })

  it("is bound to the hash that was shown: an edit voids it", async () => {
    const scene = await sceneWith("three", "four")
    const shown = await propose(scene)
    const edited = await editPlan({
      ctx: scene.ctx,
      reference: scene.incident.reference,
      planId: shown.id,
      input: { version: shown.version, remove: [shown.steps[0]?.id ?? ""] },
      world,
    })
    expect(edited.hash).not.toBe(shown.hash)
    await expect(approve(scene, shown)).rejects.toMatchObject({ code: "conflict" })
    const approved = await approve(scene, edited)
    expect(approved.steps.map((step) => step.state)).toEqual(["skipped", "queued"])
    await expect(
      editPlan({
        ctx: scene.ctx,
        reference: scene.incident.reference,
        planId: shown.id,
        input: { version: approved.version },
        world,
      }),
    ).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("leaves an approved step's action, target and input unchangeable in the database", async () => {
    const scene = await sceneWith("five")
    const plan = await approve(scene, await propose(scene))
    const id = plan.steps[0]?.id ?? ""
    await expect(put(id, { input: { thing: "other" } })).rejects.toThrow("was decided on")
    await expect(db.plan.update({ where: { id: plan.id }, data: { approvedHash: "x" } })).rejects.toThrow()
    await expect(db.step.delete({ where: { id } })).rejects.toThrow()
  })

  it("holds back only what is irreversible, until its name is typed exactly", async () => {
    const scene = await sceneWith("six", "destroy-seven")
    const plan = await approve(scene, await propose(scene))
    expect(plan.steps.map((step) => [step.targetLabel, step.state])).toEqual([
      ["six", "queued"],
      ["destroy-seven", "planned"],
    ])
    const id = plan.steps[1]?.id ?? ""
    await expect(approve(scene, plan)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(approve(scene, plan, { [id]: "seven" })).rejects.toMatchObject({ code: "invalid-input" })
    expect((await approve(scene, plan, { [id]: "destroy-seven" })).steps[1]?.state).toBe("queued")
  })

  it("of something irreversible in SEV-1 asks for a second person and holds nothing else back", async () => {
    const scene = await buildScene(db, platform.url, 1)
    await addThing(db, scene, "destroy-eight")
    await addThing(db, scene, "eight-beside")
    const plan = await propose(scene)
    const names = Object.fromEntries(
      plan.steps.filter((step) => step.irreversible).map((step) => [step.id, "destroy-eight"]),
    )
    const approved = await approve(scene, plan, names)
    expect(approved.steps.map((step) => [step.targetLabel, step.state]).toSorted()).toEqual([
      ["destroy-eight", "planned"],
      ["eight-beside", "queued"],
    ])
    const { waiting } = await readApprovals({ ctx: scene.ctx, reference: scene.incident.reference, world })
    expect(waiting).toMatchObject([{ targetLabel: "destroy-eight", open: { requestedBy: "Ines Okafor" } }])
  })
})

describe("one press", () => {
  it("pressed again checks and does not write a second step", async () => {
    const scene = await sceneWith("nine")
    const first = await contain(scene)
    const id = first.requested[0] ?? ""
    await put(id, { state: "verified", receipt: {}, dueAt: null, appliedAt: new Date(), endedAt: new Date() })
    const second = await contain(scene)
    expect(second).toMatchObject({ plan: null, requested: [], again: [id] })
    expect(await db.step.count({ where: { incidentId: scene.incident.id } })).toBe(1)
    expect((await readStep({ ctx: scene.ctx, stepId: id, world })).state).toBe("verified")
  })

  it("for a credential added later makes a further plan with that step alone", async () => {
    const scene = await sceneWith("ten")
    await contain(scene)
    await addThing(db, scene, "eleven")
    const second = await contain(scene)
    expect(second.plan?.steps.map((step) => step.targetLabel)).toEqual(["eleven"])
    expect(
      (await readPlans({ ctx: scene.ctx, reference: scene.incident.reference, world })).plans,
    ).toHaveLength(2)
  })

  it("with the hash of a preview is refused when the plan would be another", async () => {
    const scene = await sceneWith("twelve")
    const { hash } = await propose(scene)
    await addThing(db, scene, "thirteen")
    await expect(contain(scene, { hash })).rejects.toMatchObject({ code: "conflict" })
    expect(await db.step.count({ where: { incidentId: scene.incident.id, state: { not: "planned" } } })).toBe(
      0,
    )
  })

  it("two at the same moment make one step per target", async () => {
    const scene = await sceneWith("fourteen", "fifteen")
    await Promise.all([contain(scene), contain(scene), contain(scene)])
    expect(await db.step.count({ where: { incidentId: scene.incident.id } })).toBe(2)
  })
})

describe("presses on a step", () => {
  it("cancel takes along what comes after it and has not started", async () => {
    const scene = await sceneWith()
    const step = (key: string, after: string[] = []) => ({
      key,
      connectionId: scene.connectionId,
      credentialId: null,
      damageId: null,
      action: "test.switch-off",
      input: { thing: key },
      after: after.map((name) => ({ key: name, until: "verified" as const, settleMs: 4000 })),
      why: "",
    })
    const { planId } = await db.$transaction(async (tx) => {
      const at = await lockIncident(tx, scene.incident.id)
      const steps = [step("source"), step("sessions", ["source"]), step("other")]
      const plan = { incidentId: scene.incident.id, kind: "contain" as const, title: "Chain", steps }
      return createPlan(tx, { plan, actor: scene.ctx.actor, at, connectors: world.connectors })
    })
    const plan = await approve(scene, await readPlan({ ctx: scene.ctx, planId: planId ?? "", world }))
    expect(plan.steps[1]?.waitsFor).toBe("Waits until source is proven, then 4 s.")
    await cancelStep({
      ctx: scene.ctx,
      stepId: plan.steps[0]?.id ?? "",
      input: { reason: "wrong one" },
      world,
    })
    const after = await readPlan({ ctx: scene.ctx, planId: plan.id, world })
    expect(after.steps.map((one) => one.state)).toEqual(["cancelled", "cancelled", "queued"])
    const stated = await stateStep({
      ctx: scene.ctx,
      stepId: plan.steps[0]?.id ?? "",
      input: { note: "Deleted in the console." },
      world,
    })
    expect([stated.state, stated.statedBy]).toEqual(["stated", "Ines Okafor"])
  })

  it("refuses what the table refuses, with the button's reason", async () => {
    const scene = await sceneWith("sixteen")
    const { requested } = await contain(scene)
    const stepId = requested[0] ?? ""
    const given = { ctx: scene.ctx, stepId, world }
    const dto = await readStep(given)
    for (const press of [
      () => retryStep({ ...given, input: {} }),
      () => recheckStep({ ...given, input: {} }),
      () => repeatStep({ ...given, input: {} }),
      () => undoStep({ ...given, input: {} }),
      () => closeStep({ ...given, input: { note: "done" } }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "precondition-failed" })
    expect(dto.may).toMatchObject({ cancel: null, skip: null })
    await put(stepId, { state: "attempting" })
    await expect(cancelStep({ ...given, input: {} })).rejects.toThrow("the call has left already")
  })

  it("a step in doubt is repeated or closed only by a person's word", async () => {
    const scene = await sceneWith("seventeen", "eighteen")
    const { requested } = await contain(scene)
    const [one = "", two = ""] = requested
    for (const id of requested)
      await put(id, { state: "in_doubt", dueAt: null, snapshot: { on: true, count: 0 } })
    await expect(
      closeStep({ ctx: scene.ctx, stepId: one, input: { note: " " }, world }),
    ).rejects.toMatchObject({
      code: "invalid-input",
    })
    expect(
      (await closeStep({ ctx: scene.ctx, stepId: one, input: { note: "It is off." }, world })).state,
    ).toBe("stated")
    expect((await repeatStep({ ctx: scene.ctx, stepId: two, input: {}, world })).state).toBe("queued")
    const kinds = await db.timelineEntry.findMany({
      where: { incidentId: scene.incident.id },
      select: { kind: true },
    })
    expect(kinds.map((entry) => entry.kind)).toEqual(expect.arrayContaining(["step.stated", "step.repeated"]))
  })
})

describe("without permission", () => {
  it("every verb refuses, and nothing changes", async () => {
    const scene = await sceneWith("nineteen", "twenty")
    const draft = await propose(scene)
    const { requested } = await contain(scene, { hash: draft.hash })
    const stepId = requested[0] ?? ""
    const viewer = await db.user.create({ data: { email: "viewer@example.test", name: "V", role: "viewer" } })
    const bystander = await db.user.create({
      data: { email: "by@example.test", name: "B", role: "operator" },
    })
    const reference = scene.incident.reference
    const planId = draft.id
    const before = await readPlan({ ctx: scene.ctx, planId, world })
    const asViewer = contextOf(db, person(viewer.id, "V", "viewer"))
    const asBystander = contextOf(db, person(bystander.id, "B"))
    const machine = contextOf(db, {
      kind: "machine",
      tokenId: "t",
      name: "t",
      scopes: ["plans:write"],
      role: "operator",
    })
    const step = { ctx: asViewer, stepId, world }
    const plan = { ctx: asViewer, reference, planId, world }
    for (const press of [
      () => proposeContainment({ ctx: asViewer, reference, input: {}, world }),
      () => previewPlan({ ...plan, input: {} }),
      () => editPlan({ ...plan, input: { version: before.version } }),
      () => cancelPlan({ ...plan, input: {} }),
      () => cancelStep({ ...step, input: {} }),
      () => skipStep({ ...step, input: {} }),
      () => retryStep({ ...step, input: {} }),
      () => recheckStep({ ...step, input: {} }),
      () => stateStep({ ...step, input: { note: "x" } }),
      () => closeStep({ ...step, input: { note: "x" } }),
      () => containNow({ ctx: asBystander, reference, input: {}, world }),
      () => containNow({ ctx: machine, reference, input: {}, world }),
      () => approvePlan({ ...plan, ctx: asBystander, input: { hash: before.hash } }),
      () => undoStep({ ...step, ctx: asBystander, input: {} }),
      () => repeatStep({ ...step, ctx: asBystander, input: {} }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    expect({ ...(await readPlan({ ctx: scene.ctx, planId, world })) }).toEqual(before)
    const seen = await readPlan({ ctx: asViewer, planId, world })
    expect(seen.steps[0]?.may.cancel).toBe("needs operator; you are viewer")
  })

  it("a plan is reached only through its own incident", async () => {
    const [one, two] = [await sceneWith("x1"), await sceneWith("x2")]
    const plan = await propose(one)
    await expect(
      approvePlan({
        ctx: two.ctx,
        reference: two.incident.reference,
        planId: plan.id,
        input: { hash: plan.hash },
        world,
      }),
    ).rejects.toMatchObject({ code: "not-found" })
  })
})
