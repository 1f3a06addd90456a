import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { readAgentLog, readDrills } from "@/lib/drills/data"
import { endDrill } from "@/lib/drills/end-drill"
import { findRange } from "@/lib/drills/range-process"
import { startDrill } from "@/lib/drills/start-drill"
import { env } from "@/lib/env"
import { readIncident } from "@/lib/incidents/data"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { listReports } from "@/lib/reviews/data"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { waitFor } from "@/lib/testing/wait-for"

const { prisma: db, close } = await createTestDatabase()
const { ctx } = await signInAs(db, "operator", "Ines Okafor")
const viewer = await signInAs(db, "viewer", "Vera Lindqvist")

const aboutRange = () =>
  JSON.parse(readFileSync(path.join(env().FIREBREAK_DATA, "range.json"), "utf8")) as { pid: number }

/** The practice cloud outlives whoever started it: the test ends it by its number. */
async function endRange(): Promise<void> {
  const { pid } = aboutRange()
  process.kill(pid, "SIGKILL")
  await waitFor("the end of the practice cloud", async () => ((await findRange()) === null ? true : null))
}
afterAll(async () => {
  await endRange().catch(() => undefined)
  await close()
})

describe("a drill", () => {
  it("is refused to viewers, and starts nothing then", async () => {
    await expect(startDrill({ ctx: viewer.ctx })).rejects.toMatchObject({ code: "not-permitted" })
    expect(await db.incident.count()).toBe(0)
    expect(await findRange()).toBeNull()
  })

  it("stands on its own side: practice account, practice agent, drill inbox", async () => {
    const { reference } = await startDrill({ ctx })
    expect(reference).toBe("DRILL-1")
    const incident = await readIncident({ ctx, reference })
    expect(incident).toMatchObject({
      isDrill: true,
      status: "declared",
      commander: { name: "Ines Okafor" },
      containment: { total: 1, notStarted: 1 },
    })
    expect(incident.connections.map((one) => one.isRange)).toEqual([true])
    const deliveries = await db.delivery.findMany({ where: { incidentId: incident.id } })
    expect(deliveries.length).toBe(3)
    expect(new Set(deliveries.map((one) => one.channel))).toEqual(new Set(["drill_inbox"]))
    const connection = await db.connection.findFirstOrThrow({ where: { isRange: true } })
    expect(JSON.stringify(connection.config)).not.toContain("secretAccessKey")
    const log = await waitFor("the agent's first deed", async () => {
      const now = await readAgentLog({ ctx, reference })
      return now.succeeded > 0 ? now : null
    })
    expect(log.state).toBe("working")
    expect(log.lines.length).toBeGreaterThan(0)
  })

  it("two started together share one practice cloud and have accounts of their own", async () => {
    const { pid } = aboutRange()
    await Promise.all([startDrill({ ctx }), startDrill({ ctx })])
    expect(aboutRange().pid).toBe(pid)
    const { drills } = await readDrills({ ctx: viewer.ctx })
    expect(drills.map((one) => one.reference).sort()).toEqual(["DRILL-1", "DRILL-2", "DRILL-3"])
    expect(new Set(drills.map((one) => one.accountId)).size).toBe(3)
  })

  it("ends once, by whoever may; what was recorded stays", async () => {
    await expect(endDrill({ ctx: viewer.ctx, reference: "DRILL-1" })).rejects.toMatchObject({
      code: "not-permitted",
    })
    await endDrill({ ctx, reference: "DRILL-1" })
    await expect(endDrill({ ctx, reference: "DRILL-1" })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    expect((await readAgentLog({ ctx, reference: "DRILL-1" })).state).toBe("lost")
    expect((await readAgentLog({ ctx, reference: "DRILL-2" })).state).not.toBe("lost")
    const ended = (await readDrills({ ctx })).drills.find((one) => one.reference === "DRILL-1")
    expect(ended?.endedAt).toEqual(expect.any(String))
    expect(await readIncident({ ctx, reference: "DRILL-1" })).toMatchObject({ isDrill: true })
  })

  it("is over when its cloud is gone, can still be ended, and the next one starts a new cloud", async () => {
    const { pid } = aboutRange()
    await endRange()
    expect(await readAgentLog({ ctx, reference: "DRILL-2" })).toMatchObject({ state: "lost", lines: [] })
    await endDrill({ ctx, reference: "DRILL-2" })
    const { reference } = await startDrill({ ctx })
    expect(aboutRange().pid).not.toBe(pid)
    await waitFor("the new agent", async () =>
      (await readAgentLog({ ctx, reference })).state === "working" ? true : null,
    )
  })

  it("is nothing that a real incident can be, and does not count in reports", async () => {
    const { reference } = await declareIncident({ ctx, input: { title: "Real", severity: 2 } })
    expect(reference).toBe("INC-1")
    await expect(endDrill({ ctx, reference })).rejects.toMatchObject({ code: "not-found" })
    await expect(readAgentLog({ ctx, reference })).rejects.toMatchObject({ code: "not-found" })
    await expect(endDrill({ ctx, reference: "DRILL-99" })).rejects.toMatchObject({ code: "not-found" })
    await db.incident.updateMany({ data: { status: "resolved", resolvedAt: new Date() } })
    const reports = await listReports({ ctx, includeDrills: false })
    expect(JSON.stringify(reports)).not.toContain("DRILL-")
    expect(JSON.stringify(await listReports({ ctx, includeDrills: true }))).toContain("DRILL-")
  })
})

describe("the database keeps drills and real incidents apart", () => {
  const incident = (isDrill: boolean) =>
    db.incident.create({
      data: { reference: `X-${randomUUID()}`, title: "x", severity: 3, declaredByLabel: "x", isDrill },
    })
  const connection = (isRange: boolean) =>
    db.connection.create({ data: { name: randomUUID(), connector: "test", config: {}, isRange } })
  const agent = (isDrill: boolean) =>
    db.agent.create({ data: { name: randomUUID(), kind: "Codex", isDrill } })

  it.each([
    ["a drill on a real connection", true, false],
    ["a real incident on a practice connection", false, true],
  ])("%s", async (_what, isDrill, isRange) => {
    const [one, account] = [await incident(isDrill), await connection(isRange)]
    const row = { incidentId: one.id, connectionId: account.id }
    // As it is, and with a lie on either side.
    for (const [claimed, said] of [
      [isDrill, isRange],
      [isRange, isRange],
      [isDrill, isDrill],
    ] as const)
      await expect(
        db.incidentConnection.create({ data: { ...row, isDrill: claimed, isRange: said } }),
      ).rejects.toThrow(/constraint/i)
    expect(await db.incidentConnection.count({ where: { incidentId: one.id } })).toBe(0)
    const own = await connection(isDrill)
    const fits = { incidentId: one.id, connectionId: own.id, isDrill, isRange: isDrill }
    await expect(db.incidentConnection.create({ data: fits })).resolves.toMatchObject(fits)
  })

  it("a step, source, identity or damage on a connection that the incident does not have", async () => {
    const [one, account] = [await incident(true), await connection(false)]
    const ids = { incidentId: one.id, connectionId: account.id }
    const plan = await db.plan.create({
      data: { incidentId: one.id, kind: "contain", title: "x", hash: "x", createdBy: "x" },
    })
    await expect(
      db.step.create({
        data: {
          ...ids,
          planId: plan.id,
          position: 1,
          action: "x",
          input: {},
          targetKey: "x",
          targetLabel: "x",
          irreversible: false,
          after: [],
        },
      }),
    ).rejects.toThrow(/does not belong/)
    const sql = `INSERT INTO identity (id, incident_id, connection_id, kind, identifier) VALUES (gen_random_uuid(), '${one.id}', '${account.id}', 'x', 'x')`
    await expect(db.$executeRawUnsafe(sql)).rejects.toThrow(/does not belong/)
  })

  it.each([
    ["a drill by mail", true, "email", true],
    ["a drill by webhook", true, "webhook", true],
    ["a drill that calls itself real", true, "email", false],
    ["a real incident in the drill's inbox", false, "drill_inbox", false],
    ["a real incident that calls itself a drill", false, "drill_inbox", true],
  ] as const)("a message of %s", async (_what, isDrill, channel, claimed) => {
    const one = await incident(isDrill)
    const row = { incidentId: one.id, recipient: "x", subject: "x", body: "x" }
    await expect(
      db.delivery.create({
        data: { ...row, isDrill: claimed, channel },
      }),
    ).rejects.toThrow(/constraint/i)
    const own = isDrill ? "drill_inbox" : "email"
    await expect(db.delivery.create({ data: { ...row, isDrill, channel: own } })).resolves.toMatchObject({
      isDrill,
    })
  })

  it("nothing changes sides afterwards", async () => {
    const [one, account] = [await incident(true), await connection(true)]
    await expect(db.incident.update({ where: { id: one.id }, data: { isDrill: false } })).rejects.toThrow(
      /never changes sides/,
    )
    await expect(
      db.connection.update({ where: { id: account.id }, data: { isRange: false } }),
    ).rejects.toThrow(/never changes sides/)
  })

  it.each([
    ["a practice agent with a real credential", true, false],
    ["a real agent with a practice credential", false, true],
  ])("%s", async (_what, isDrill, isRange) => {
    const [one, account] = [await agent(isDrill), await connection(isRange)]
    await expect(
      db.credential.create({
        data: { agentId: one.id, connectionId: account.id, kind: "x", identifier: "x", origin: "registered" },
      }),
    ).rejects.toThrow(/practice/)
  })
})
