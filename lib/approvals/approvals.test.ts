import { afterAll, describe, expect, it } from "vitest"
import { askApproval } from "@/lib/approvals/ask-approval"
import { breakGlass } from "@/lib/approvals/break-glass"
import { readApprovals } from "@/lib/approvals/data"
import { declineApproval } from "@/lib/approvals/decline-approval"
import { giveApproval } from "@/lib/approvals/give-approval"
import type { WaitingStepDto } from "@/lib/approvals/schema"
import type { Context } from "@/lib/context"
import { containNow } from "@/lib/plans/contain-now"
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

let made = 0

/** One press on something reversible and something that is not, in an incident of this severity. */
async function pressed(severity: number): Promise<TestScene & { step: WaitingStepDto; beside: string }> {
  made += 1
  const scene = await buildScene(db, platform.url, severity)
  await addThing(db, scene, `destroy-${made}`)
  await addThing(db, scene, `beside-${made}`)
  const done = await containNow({ ctx: scene.ctx, reference: scene.incident.reference, input: {}, world })
  const [step] = (await waitingIn(scene)) as [WaitingStepDto]
  return { ...scene, step, beside: done.requested[0] ?? "" }
}

const waitingIn = async ({ ctx, incident }: TestScene, as: Context = ctx) =>
  (await readApprovals({ ctx: as, reference: incident.reference, world })).waiting
const ask = (scene: TestScene & { step: WaitingStepDto }, ctx = scene.ctx, typed = scene.step.targetLabel) =>
  askApproval({
    ctx,
    stepId: scene.step.stepId,
    input: { hash: scene.step.planHash, typedName: typed },
    world,
  })
const give = (ctx: Context, step: WaitingStepDto, id: string) =>
  giveApproval({ ctx, approvalId: id, input: { hash: step.planHash }, world })
const glass = (scene: { step: WaitingStepDto }, ctx: Context, reason = "The pager of the second is dead.") =>
  breakGlass({
    ctx,
    stepId: scene.step.stepId,
    input: { hash: scene.step.planHash, typedName: scene.step.targetLabel, reason },
    world,
  })
const stateOf = async (id: string) => (await db.step.findUniqueOrThrow({ where: { id } })).state

async function another(role: "administrator" | "operator" | "viewer", signedInAgoMs = 0): Promise<Context> {
  made += 1
  const user = await db.user.create({
    data: { email: `other-${made}@example.test`, name: `Other ${made}`, role },
  })
  const actor = person(user.id, user.name, role)
  if (actor.kind !== "person") throw new Error("a person is a person")
  return contextOf(db, { ...actor, signedInAt: new Date(Date.now() - signedInAgoMs) })
}

describe("what cannot be taken back, in SEV-1", () => {
  it("waits for a second person and holds nothing else back", async () => {
    const scene = await pressed(1)
    expect(await stateOf(scene.beside)).toBe("queued")
    expect(scene.step).toMatchObject({ secondPerson: true, open: null, last: null, may: { ask: null } })
    await expect(ask(scene, scene.ctx, "something else")).rejects.toMatchObject({ code: "invalid-input" })
    const { waiting } = await ask(scene)
    const id = waiting[0]?.open?.id ?? ""
    expect(waiting[0]?.may.give).toContain("you asked for it")
    await expect(give(scene.ctx, scene.step, id)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(ask(scene)).rejects.toMatchObject({ code: "precondition-failed" })
    expect(await stateOf(scene.step.stepId)).toBe("planned")

    const second = await another("operator")
    expect((await waitingIn(scene, second))[0]?.may.give).toBeNull()
    expect((await give(second, scene.step, id)).waiting).toEqual([])
    expect(await stateOf(scene.step.stepId)).toBe("queued")
    await expect(give(second, scene.step, id)).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("takes a second person whose password is fresh, and no viewer and no token", async () => {
    const scene = await pressed(2)
    const id = (await ask(scene)).waiting[0]?.open?.id ?? ""
    const tired = await another("operator", 16 * 60_000)
    await expect(give(tired, scene.step, id)).rejects.toMatchObject({ code: "fresh-sign-in-needed" })
    await expect(give(await another("viewer"), scene.step, id)).rejects.toMatchObject({
      code: "not-permitted",
    })
    const token = contextOf(db, {
      kind: "machine",
      tokenId: "t",
      name: "pipeline",
      scopes: ["plans:approve", "plans:write"],
      role: "administrator",
    })
    await expect(give(token, scene.step, id)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(ask(scene, token)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(glass(scene, token)).rejects.toMatchObject({ code: "precondition-failed" })
    expect(await stateOf(scene.step.stepId)).toBe("planned")
  })

  it("expires after 15 minutes, is void after an edit, and can be asked for again", async () => {
    const scene = await pressed(1)
    await ask(scene)
    const late = new Date(Date.now() - 16 * 60_000)
    const { stepId, planHash } = scene.step
    await db.stepApproval.updateMany({ where: { stepId }, data: { closedAt: late, closedWhy: "expired" } })
    const old = await db.stepApproval.create({
      data: {
        incidentId: scene.incident.id,
        stepId,
        planHash,
        secondPerson: true,
        requestedById: (await db.user.findFirstOrThrow()).id,
        requestedBy: "Somebody",
        requestedAt: late,
        expiresAt: new Date(late.getTime() + 15 * 60_000),
      },
    })
    const second = await another("operator")
    await expect(give(second, scene.step, old.id)).rejects.toThrow("expired at")
    const [shown] = await waitingIn(scene)
    expect(shown).toMatchObject({ open: null, last: { outcome: "expired" }, may: { ask: null } })
    const again = (await ask(scene)).waiting[0]?.open?.id ?? ""
    await expect(
      giveApproval({ ctx: second, approvalId: again, input: { hash: "0".repeat(64) }, world }),
    ).rejects.toMatchObject({ code: "conflict" })
    await give(second, scene.step, again)
    expect(await stateOf(stepId)).toBe("queued")
  })

  it("may be declined with a reason, and withdrawn", async () => {
    const scene = await pressed(1)
    const id = (await ask(scene)).waiting[0]?.open?.id ?? ""
    const second = await another("operator")
    await expect(
      declineApproval({ ctx: await another("viewer"), approvalId: id, input: {}, world }),
    ).rejects.toMatchObject({ code: "not-permitted" })
    const after = await declineApproval({
      ctx: second,
      approvalId: id,
      input: { reason: "That is the wrong user." },
      world,
    })
    expect(after.waiting[0]).toMatchObject({
      open: null,
      last: { outcome: "declined", reason: "That is the wrong user." },
    })
    await expect(give(second, scene.step, id)).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("is started by one commander who breaks the glass, loudly", async () => {
    const scene = await pressed(1)
    await ask(scene)
    const boss = await another("administrator")
    await expect(glass(scene, await another("operator"))).rejects.toMatchObject({ code: "not-permitted" })
    await expect(glass(scene, scene.ctx, " ")).rejects.toMatchObject({ code: "invalid-input" })
    const stale = contextOf(db, {
      ...(scene.ctx.actor as Extract<Context["actor"], { kind: "person" }>),
      signedInAt: new Date(0),
    })
    await expect(glass(scene, stale)).rejects.toMatchObject({ code: "fresh-sign-in-needed" })
    expect((await glass(scene, scene.ctx)).waiting).toEqual([])
    expect(await stateOf(scene.step.stepId)).toBe("queued")

    const { id: incidentId } = scene.incident
    const told = await db.delivery.findMany({ where: { incidentId, subject: { contains: "BREAK-GLASS" } } })
    const administrators = await db.user.count({ where: { role: "administrator", disabledAt: null } })
    expect(told).toHaveLength(administrators)
    const { email } = await db.user.findFirstOrThrow({ where: { name: boss.actor.name } })
    expect(told.map((row) => row.recipient)).toContain(email)
    expect(told[0]?.body).toContain("The pager of the second is dead.")
    const items = await db.actionItem.findMany({ where: { incidentId } })
    expect(items[0]?.title).toContain(scene.step.targetLabel)
    expect(await db.stepApproval.count({ where: { incidentId, closedAt: null, approvedAt: null } })).toBe(0)
    const kinds = await db.timelineEntry.findMany({ where: { incidentId }, select: { kind: true } })
    expect(kinds.map((one) => one.kind)).toContain("approval.broke_glass")
  })
})

describe("what cannot be taken back, in SEV-3", () => {
  it("starts with one commander who typed its name", async () => {
    const scene = await pressed(3)
    expect(scene.step).toMatchObject({ secondPerson: false, may: { ask: null } })
    await expect(ask(scene, await another("operator"))).rejects.toMatchObject({ code: "not-permitted" })
    expect((await ask(scene)).waiting).toEqual([])
    expect(await stateOf(scene.step.stepId)).toBe("queued")
  })
})

describe("the database itself", () => {
  it("starts nothing irreversible without an approval in force", async () => {
    const { step } = await pressed(1)
    for (const state of ["approved", "queued"] as const)
      await expect(db.step.update({ where: { id: step.stepId }, data: { state } })).rejects.toThrow(
        "needs an approval",
      )
    await db.step.update({ where: { id: step.stepId }, data: { state: "skipped" } })
    await expect(db.step.update({ where: { id: step.stepId }, data: { state: "queued" } })).rejects.toThrow(
      "needs an approval",
    )
  })

  it("takes no second person who is the first, none with an old password, none too late", async () => {
    const scene = await pressed(1)
    const { id: userId } = await db.user.findFirstOrThrow()
    const other = (await another("operator")).actor
    const otherId = other.kind === "person" ? other.userId : ""
    const now = new Date()
    const request = {
      incidentId: scene.incident.id,
      stepId: scene.step.stepId,
      planHash: scene.step.planHash,
      secondPerson: true,
      requestedById: userId,
      requestedBy: "A",
      requestedAt: now,
      expiresAt: new Date(now.getTime() + 60_000),
      approvedById: otherId,
      approvedBy: "B",
      approvedAt: now,
      approverSignedInAt: now,
    }
    const create = (change: Partial<typeof request>) =>
      db.stepApproval.create({ data: { ...request, ...change } })
    await expect(create({ approvedById: userId })).rejects.toThrow()
    await expect(create({ approverSignedInAt: new Date(now.getTime() - 3_600_000) })).rejects.toThrow()
    await expect(create({ approvedAt: new Date(now.getTime() + 120_000) })).rejects.toThrow()
    await expect(create({ expiresAt: new Date(now.getTime() + 3_600_000) })).rejects.toThrow()
    const given = await create({})
    await expect(
      db.stepApproval.update({ where: { id: given.id }, data: { approvedBy: "C" } }),
    ).rejects.toThrow("settled")
    await expect(db.stepApproval.delete({ where: { id: given.id } })).rejects.toThrow()
  })
})
