import { afterAll, describe, expect, it } from "vitest"
import { acknowledgeAlert, acknowledgeByLink, readAlert } from "@/lib/alerts/acknowledge-alert"
import { escalateAlerts } from "@/lib/alerts/escalate-alerts"
import { saveContact } from "@/lib/contacts/save-contact"
import type { SaveContactInput } from "@/lib/contacts/schema"
import type { Context } from "@/lib/context"
import { readIncident } from "@/lib/incidents/data"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)
const admin = await signInAs(db, "administrator", "Ines Okafor")
const visitor: Context = { actor: { kind: "system", name: "visitor" }, db, now: () => new Date() }

async function contact(name: string, over: Partial<SaveContactInput> = {}) {
  const wanted = {
    name,
    kind: "on_call_engineer" as const,
    email: `${name.replaceAll(" ", ".")}@example.test`.toLowerCase(),
    webhookUrl: null,
    webhookShape: null,
    receivesAlerts: true,
    receivesMessages: false,
    position: 0,
    version: 0,
  }
  return saveContact({ ctx: admin.ctx, id: null, input: { ...wanted, ...over } })
}
await contact("First", { position: 0 })
await contact("Second", { position: 1, webhookUrl: "https://hooks.example.test/x" })
await contact("Boss", { kind: "manager", position: 0 })
await contact("Reader", { kind: "stakeholder", receivesMessages: true })
await contact("Silent", { kind: "infrastructure_team", receivesAlerts: false })

const declare = (ctx = admin.ctx) =>
  declareIncident({ ctx, input: { title: "An agent deletes <b>buckets</b>", severity: 1 } })
const seen = (reference: string) => readIncident({ ctx: admin.ctx, reference })
const kinds = async (id: string) =>
  (await db.timelineEntry.findMany({ where: { incidentId: id }, orderBy: { sequence: "asc" } })).map(
    (entry) => entry.kind,
  )
async function linkOf(alertId: string): Promise<string> {
  const delivery = await db.delivery.findFirstOrThrow({ where: { alertId } })
  return /\/alert\/([A-Za-z0-9_-]{43})/.exec(delivery.body)?.[1] ?? ""
}
/** The alert of one contact, with the incident it belongs to. */
async function alerted(name: string) {
  const incident = await declare()
  const alert = incident.alerts.find((each) => each.contact === name)
  if (!alert) throw new Error(`${name} was not alerted`)
  return { incident, alert, token: await linkOf(alert.id) }
}
const minutes = (n: number, iso: string) => new Date(Date.parse(iso) + n * 60_000)

describe("declaring", () => {
  it("alerts the first of each kind that takes alerts, each channel once, in the same transaction", async () => {
    const incident = await declare()
    expect(incident.alerts.map((a) => a.contact).sort()).toEqual(["Boss", "First"])
    const deliveries = await db.delivery.findMany({ where: { incidentId: incident.id } })
    expect(deliveries.map((d) => [d.recipient, d.channel, d.state]).sort()).toEqual([
      ["boss@example.test", "email", "queued"],
      ["first@example.test", "email", "queued"],
    ])
    expect(incident.firstSteps.find((step) => step.kind === "alert")).toMatchObject({
      state: "under_way",
      statement: "Being sent; nobody has acknowledged yet",
    })
  })

  it("never calls an alert sent when it could not be delivered", async () => {
    const incident = await declare()
    await db.delivery.updateMany({
      where: { incidentId: incident.id },
      data: { state: "failed", failure: "No mail server is configured (SMTP_URL).", dueAt: null },
    })
    const step = (await seen(incident.reference)).firstSteps.find((each) => each.kind === "alert")
    expect(step).toMatchObject({ state: "open" })
    expect(step?.statement).toContain("No alert could be delivered")
  })
})

describe("what is sent", () => {
  it("shows characters that would turn the text around", async () => {
    const { id } = await declareIncident({
      ctx: admin.ctx,
      input: { title: "Agent \u202eevil", severity: 1, service: "or\u200bders" },
    })
    const sent = await db.delivery.findFirstOrThrow({ where: { incidentId: id } })
    expect(sent.subject).toContain("Agent ⟨U+202E⟩evil")
    expect(sent.body).toContain("or⟨U+200B⟩ders")
    expect(sent.subject + sent.body).not.toMatch(/[\u202e\u200b]/)
  })
})

describe("the acknowledge link", () => {
  it("acknowledges nothing by being read", async () => {
    const { alert, incident, token } = await alerted("First")
    for (let i = 0; i < 3; i += 1)
      expect(await readAlert({ ctx: visitor, token })).toMatchObject({
        contact: "First",
        acknowledgedAt: null,
        closedAt: null,
      })
    expect((await db.alert.findUniqueOrThrow({ where: { id: alert.id } })).acknowledgedAt).toBeNull()
    expect(await kinds(incident.id)).not.toContain("alert.acknowledged")
  })

  it("pressed says who, once; a second press changes nothing", async () => {
    const { incident, token } = await alerted("First")
    await acknowledgeByLink({ ctx: visitor, token, input: { name: "Nadia" } })
    const again = await acknowledgeByLink({ ctx: visitor, token, input: { name: "Somebody else" } })
    expect(again.acknowledgedBy).toBe("Nadia")
    const after = await seen(incident.reference)
    expect(after.firstSteps.find((step) => step.kind === "alert")).toMatchObject({
      state: "done",
      by: "Nadia",
    })
    expect((await kinds(incident.id)).filter((kind) => kind === "alert.acknowledged")).toHaveLength(1)
  })

  it("is only told about an incident that is over", async () => {
    const { incident, token, alert } = await alerted("First")
    await db.incident.update({
      where: { id: incident.id },
      data: { status: "resolved", resolvedAt: new Date() },
    })
    await expect(acknowledgeByLink({ ctx: visitor, token, input: { name: "Late" } })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    expect((await readAlert({ ctx: visitor, token })).closedAt).not.toBeNull()
    expect((await db.alert.findUniqueOrThrow({ where: { id: alert.id } })).acknowledgedAt).toBeNull()
  })

  it("that nobody made is unknown, and a name must be given", async () => {
    await expect(readAlert({ ctx: visitor, token: "x".repeat(43) })).rejects.toMatchObject({
      code: "not-found",
    })
    const { token } = await alerted("First")
    await expect(acknowledgeByLink({ ctx: visitor, token, input: { name: "  " } })).rejects.toMatchObject({
      code: "invalid-input",
    })
  })
})

describe("on the page", () => {
  it("a viewer may acknowledge, under their own name", async () => {
    const viewer = await signInAs(db, "viewer", "Vera Lind")
    const { incident, alert } = await alerted("Boss")
    await acknowledgeAlert({ ctx: viewer.ctx, id: alert.id })
    expect((await seen(incident.reference)).alerts.find((a) => a.id === alert.id)).toMatchObject({
      acknowledgedBy: "Vera Lind",
    })
  })

  it("a token without the scope may not", async () => {
    const { alert } = await alerted("Boss")
    const actor = {
      kind: "machine",
      tokenId: admin.actor.userId,
      name: "ci",
      scopes: ["incidents:read"],
      role: "administrator",
    } as const
    await expect(acknowledgeAlert({ ctx: { ...visitor, actor }, id: alert.id })).rejects.toMatchObject({
      code: "not-permitted",
    })
    expect((await db.alert.findUniqueOrThrow({ where: { id: alert.id } })).acknowledgedAt).toBeNull()
  })
})

describe("escalation", () => {
  it("comes after five minutes and not before, to the next of the kind, then to whoever is left", async () => {
    const { incident, alert } = await alerted("First")
    const boss = incident.alerts.find((a) => a.contact === "Boss")
    await acknowledgeAlert({ ctx: admin.ctx, id: boss?.id ?? "" })
    const names = async () => (await seen(incident.reference)).alerts.map((a) => a.contact).sort()
    await escalateAlerts(db, minutes(4.9, alert.raisedAt))
    expect(await names()).toEqual(["Boss", "First"])
    await escalateAlerts(db, minutes(5, alert.raisedAt))
    expect(await names()).toEqual(["Boss", "First", "Second"])
    const second = await db.delivery.findMany({
      where: { incidentId: incident.id, alert: { contactLabel: "Second" } },
    })
    expect(second.map((d) => d.channel).sort()).toEqual(["email", "webhook"])
    await escalateAlerts(db, minutes(6, alert.raisedAt))
    expect(await names()).toEqual(["Boss", "First", "Second"])
    await escalateAlerts(db, minutes(11, alert.raisedAt))
    const last = await db.timelineEntry.findFirstOrThrow({
      where: { incidentId: incident.id, kind: "alert.escalated" },
      orderBy: { sequence: "desc" },
      include: { body: true },
    })
    expect(last.body?.body).toMatchObject({ from: "Second", to: "" })
    expect(JSON.stringify(last.body?.body)).toContain("there is no further contact")
  })

  it("by two instances at once alerts the next contact once", async () => {
    const { incident, alert } = await alerted("First")
    const boss = incident.alerts.find((a) => a.contact === "Boss")
    await acknowledgeAlert({ ctx: admin.ctx, id: boss?.id ?? "" })
    await Promise.all([1, 2, 3].map(() => escalateAlerts(db, minutes(5, alert.raisedAt))))
    const second = await db.alert.count({ where: { incidentId: incident.id, contactLabel: "Second" } })
    expect(second).toBe(1)
  })

  it("leaves out what is acknowledged or over", async () => {
    const { incident, alert, token } = await alerted("First")
    await acknowledgeByLink({ ctx: visitor, token, input: { name: "Nadia" } })
    await db.incident.update({ where: { id: incident.id }, data: { status: "resolved" } })
    await escalateAlerts(db, minutes(60, alert.raisedAt))
    const after = await seen(incident.reference)
    expect(after.alerts).toHaveLength(2)
    expect(after.alerts.every((a) => a.escalatedAt === null)).toBe(true)
    expect(await kinds(incident.id)).not.toContain("alert.escalated")
  })
})
