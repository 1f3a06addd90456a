import { afterAll, describe, expect, it } from "vitest"
import { answerRole } from "@/lib/incidents/answer-role"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { offerRole } from "@/lib/incidents/offer-role"
import { takeRole } from "@/lib/incidents/take-role"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)

const ines = await signInAs(db, "operator", "Ines Okafor")
const jonas = await signInAs(db, "operator", "Jonas Meier")
const maya = await signInAs(db, "operator", "Maya Chen")
const vera = await signInAs(db, "viewer", "Vera Lind")
const admin = await signInAs(db, "administrator", "Admin")

const declare = () => declareIncident({ ctx: ines.ctx, input: { title: "An agent", severity: 2 } })
const offer = (
  reference: string,
  from: TestPerson,
  to: TestPerson,
  role: "commander" = "commander",
  note = "",
) => offerRole({ ctx: from.ctx, reference, input: { role, userId: to.actor.userId, note } })

describe("hand-over of command", () => {
  it("leaves it with the old holder until it is accepted, and then moves it in one moment", async () => {
    const { reference } = await declare()
    const offered = await offer(reference, ines, jonas, "commander", "two keys are left")
    expect(offered.commander?.name).toBe("Ines Okafor")
    expect(offered.handOvers).toMatchObject([
      { role: "commander", from: "Ines Okafor", to: "Jonas Meier", note: "two keys are left" },
    ])
    const after = await answerRole({
      ctx: jonas.ctx,
      reference,
      input: { handOverId: offered.handOvers[0]?.id ?? "", accept: true },
    })
    expect(after.responders.filter((r) => r.role === "commander").map((r) => r.name)).toEqual(["Jonas Meier"])
    expect(after.handOvers).toEqual([])
    expect(after.myRoles).toEqual(["commander"])
    await expect(offer(reference, ines, maya)).rejects.toMatchObject({ code: "not-permitted" })
  })

  it("declined changes nothing; a new offer replaces an open one", async () => {
    const { reference } = await declare()
    const first = await offer(reference, ines, jonas)
    const second = await offer(reference, ines, maya)
    expect(second.handOvers.map((h) => h.to)).toEqual(["Maya Chen"])
    const answer = (who: TestPerson, id: string | undefined, accept: boolean) =>
      answerRole({ ctx: who.ctx, reference, input: { handOverId: id ?? "", accept } })
    await expect(answer(jonas, first.handOvers[0]?.id, true)).rejects.toMatchObject({ code: "not-found" })
    await expect(answer(jonas, second.handOvers[0]?.id, true)).rejects.toMatchObject({
      code: "not-permitted",
    })
    const after = await answer(maya, second.handOvers[0]?.id, false)
    expect([after.commander?.name, after.handOvers]).toEqual(["Ines Okafor", []])
    const kinds = await db.timelineEntry.findMany({
      where: { incidentId: after.id, kind: { startsWith: "role." } },
      orderBy: { sequence: "asc" },
    })
    expect(kinds.map((entry) => entry.kind)).toEqual(["role.offered", "role.offered", "role.declined"])
  })

  it("is not accepted by somebody who became a viewer meanwhile", async () => {
    const { reference } = await declare()
    const { handOvers } = await offer(reference, ines, maya)
    const asViewer = { ...maya.ctx, actor: { ...maya.actor, role: "viewer" as const } }
    const input = { handOverId: handOvers[0]?.id ?? "", accept: true }
    await expect(answerRole({ ctx: asViewer, reference, input })).rejects.toMatchObject({
      code: "not-permitted",
    })
    const declined = await answerRole({ ctx: asViewer, reference, input: { ...input, accept: false } })
    expect(declined.commander?.name).toBe("Ines Okafor")
  })

  it("is not offered to a viewer, a disabled account or the holder", async () => {
    const { reference } = await declare()
    await expect(offer(reference, ines, vera)).rejects.toMatchObject({ code: "invalid-input" })
    const gone = await signInAs(db, "operator", "Gone")
    await db.user.update({ where: { id: gone.actor.userId }, data: { disabledAt: new Date() } })
    await expect(offer(reference, ines, gone)).rejects.toMatchObject({ code: "invalid-input" })
    await expect(offer(reference, ines, ines)).rejects.toMatchObject({ code: "precondition-failed" })
  })
})

describe("the other roles", () => {
  it("are taken when free, kept when held, and taken over by an administrator alone", async () => {
    const { reference } = await declare()
    const take = (who: TestPerson) => takeRole({ ctx: who.ctx, reference, input: { role: "operations" } })
    expect((await take(jonas)).responders.find((r) => r.role === "operations")?.name).toBe("Jonas Meier")
    await expect(take(maya)).rejects.toMatchObject({ code: "precondition-failed" })
    await expect(take(jonas)).rejects.toMatchObject({ code: "precondition-failed" })
    expect((await take(admin)).responders.find((r) => r.role === "operations")?.name).toBe("Admin")
  })

  it("let a viewer be scribe by offer", async () => {
    const { reference } = await declare()
    const { handOvers } = await offerRole({
      ctx: ines.ctx,
      reference,
      input: { role: "scribe", userId: vera.actor.userId },
    })
    const input = { handOverId: handOvers[0]?.id ?? "", accept: true }
    const after = await answerRole({ ctx: vera.ctx, reference, input })
    expect(after.responders.find((r) => r.role === "scribe")?.name).toBe("Vera Lind")
  })
})

describe("without permission", () => {
  it("nobody offers or takes, and nothing changes", async () => {
    const { id, reference, headSequence } = await declare()
    const machine = {
      ...ines.ctx,
      actor: {
        kind: "machine",
        tokenId: ines.actor.userId,
        name: "ci",
        scopes: ["incidents:write", "incidents:read"],
        role: "administrator",
      } as const,
    }
    for (const press of [
      () => offer(reference, vera, jonas),
      () => offer(reference, jonas, maya),
      () => takeRole({ ctx: vera.ctx, reference, input: { role: "scribe" } }),
      () => takeRole({ ctx: machine, reference, input: { role: "scribe" } }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    expect((await db.incident.findUniqueOrThrow({ where: { id } })).headSequence).toBe(headSequence)
  })
})
