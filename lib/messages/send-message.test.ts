import { randomUUID } from "node:crypto"
import { afterAll, describe, expect, it } from "vitest"
import { openIncident } from "@/lib/incidents/declare-incident"
import { declareInput } from "@/lib/incidents/schema"
import { readDraft, readMessages } from "@/lib/messages/data"
import { drillInboxId, type SendMessageInput } from "@/lib/messages/schema"
import { sendMessage } from "@/lib/messages/send-message"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)
const operator = await signInAs(db, "operator", "Ines Okafor")
const viewer = await signInAs(db, "viewer")
const { ctx } = operator

async function declare({ drill = false } = {}): Promise<string> {
  const input = declareInput.parse({ title: "An agent deletes things", severity: 1, service: "orders" })
  const incident = await db.$transaction((tx) =>
    openIncident(tx, ctx, input, { drill: drill ? { accountId: "1", endedAt: null } : null }),
  )
  return incident.reference
}

async function contact(over: Record<string, unknown> = {}): Promise<string> {
  const row = await db.contact.create({
    data: {
      name: "Board",
      kind: "stakeholder",
      email: `${randomUUID()}@example.test`,
      receivesMessages: true,
      ...over,
    },
  })
  return row.id
}

/** One credential with one containment step in `state`. */
async function credential(reference: string, state: "verified" | "applied" | null): Promise<void> {
  const incident = await db.incident.findUniqueOrThrow({ where: { reference } })
  const made = await db.credential.create({
    data: {
      incidentId: incident.id,
      kind: "aws.access-key",
      identifier: `AKIA${randomUUID()}`,
      label: "key",
      origin: "identified",
    },
  })
  if (!state) return
  const connection = await db.connection.create({
    data: { name: randomUUID(), connector: "aws", config: {} },
  })
  await db.incidentConnection.create({
    data: { incidentId: incident.id, isDrill: false, connectionId: connection.id, isRange: false },
  })
  const plan = await db.plan.create({
    data: { incidentId: incident.id, kind: "contain", title: "Contain", createdBy: "test", hash: "0" },
  })
  await db.step.create({
    data: {
      incidentId: incident.id,
      planId: plan.id,
      position: 0,
      connectionId: connection.id,
      credentialId: made.id,
      action: "aws.deactivate-access-key",
      input: {},
      targetKey: made.id,
      targetLabel: "key",
      state,
      endedAt: state === "verified" ? new Date() : null,
    },
  })
}

const message = (over: Partial<SendMessageInput> = {}): SendMessageInput => ({
  kind: "initial",
  subject: "[INCIDENT] Production impact from AI agent action",
  body: "We are looking into it.",
  nextUpdateAt: new Date(Date.now() + 900_000).toISOString(),
  contactIds: [],
  statedDelivery: "read out on the bridge",
  ...over,
})
const send = (reference: string, over: Partial<SendMessageInput> = {}) =>
  sendMessage({ ctx, reference, input: message(over) })
const refused = (detail: RegExp, code = "invalid-input") =>
  expect.objectContaining({ code, detail: expect.stringMatching(detail) })

describe("sending", () => {
  it("records the text, queues one delivery per channel and sets the next update", async () => {
    const reference = await declare()
    const both = await contact({ webhookUrl: "http://127.0.0.1:9/", webhookShape: "plain" })
    const nextUpdateAt = new Date(Date.now() + 600_000).toISOString()
    const sent = await send(reference, { contactIds: [both], nextUpdateAt })
    expect(sent.deliveries.map((d) => [d.channel, d.state])).toEqual([
      ["email", "queued"],
      ["webhook", "queued"],
    ])
    const read = await readMessages({ ctx, reference })
    expect(read.nextUpdateDueAt).toBe(nextUpdateAt)
    expect(read.dueKind).toBe("update")
    expect(read.inbox).toBeNull()
    const entry = await db.timelineEntry.findFirstOrThrow({
      where: { incident: { reference }, kind: "message.sent" },
    })
    expect([sent.headSequence, sent.headHash]).toEqual([entry.sequence, entry.hash])
    const row = await db.delivery.findFirstOrThrow({ where: { messageId: sent.id, channel: "email" } })
    expect(row.body).toContain(`timeline head ${entry.hash.slice(0, 16)}`)
  })

  it("tells an untouched draft from an edited text", async () => {
    const reference = await declare()
    const nextUpdateAt = new Date(Date.now() + 900_000).toISOString()
    const draft = await readDraft({ ctx, reference, draft: { kind: "update", nextUpdateAt } })
    const { subject, body } = draft
    const base = { kind: "update" as const, nextUpdateAt, subject }
    expect((await send(reference, { ...base, body })).edited).toBe(false)
    expect((await send(reference, { ...base, body: `${body} More.` })).edited).toBe(true)
    const closing = await readDraft({
      ctx,
      reference,
      draft: { kind: "resolution", reviewOn: "2026-12-01" },
    })
    expect(closing.body).toContain("scheduled for 2026-12-01")
    const resolution = { kind: "resolution" as const, nextUpdateAt: null, reviewOn: "2026-12-01" }
    const sent = await send(reference, { ...resolution, subject: closing.subject, body: closing.body })
    expect(sent.edited).toBe(false)
  })

  it("keeps updates due while the incident is open, also after an early resolution", async () => {
    const reference = await declare()
    const before = Date.now()
    await send(reference, { kind: "resolution", nextUpdateAt: null })
    const due = Date.parse((await readMessages({ ctx, reference })).nextUpdateDueAt ?? "")
    expect(due).toBeGreaterThanOrEqual(before + 15 * 60_000)
    await db.incident.update({ where: { reference }, data: { status: "resolved", resolvedAt: new Date() } })
    await send(reference, { kind: "resolution", nextUpdateAt: null })
    expect((await readMessages({ ctx, reference })).nextUpdateDueAt).toBeNull()
  })

  it("refuses nobody, the unknown, the silent and a promise in the past, and keeps nothing of it", async () => {
    const reference = await declare()
    const silent = await contact({ receivesMessages: false })
    const gone = await contact({ archivedAt: new Date() })
    await expect(send(reference, { statedDelivery: undefined })).rejects.toEqual(refused(/at least one/))
    for (const id of [silent, gone, randomUUID(), drillInboxId])
      await expect(send(reference, { contactIds: [id] })).rejects.toEqual(refused(/no longer among/))
    const past = new Date(Date.now() - 1_000).toISOString()
    await expect(send(reference, { nextUpdateAt: past })).rejects.toEqual(refused(/has passed/))
    await expect(send("INC-999999")).rejects.toMatchObject({ code: "not-found" })
    expect(await db.message.count({ where: { incident: { reference } } })).toBe(0)
    expect(await db.timelineEntry.count({ where: { incident: { reference }, kind: "message.sent" } })).toBe(0)
  })

  it.each(["a\r\nBcc: everybody@evil.test", "a\nb", "a\u0000b", "a\u2028b", "\ud800"])(
    "refuses a subject that could break out: %j",
    async (subject) => {
      await expect(send(await declare(), { subject })).rejects.toMatchObject({ code: "invalid-input" })
    },
  )

  it("refuses without permission, and says so beforehand", async () => {
    const reference = await declare()
    await expect(sendMessage({ ctx: viewer.ctx, reference, input: message() })).rejects.toMatchObject({
      code: "not-permitted",
    })
    expect((await readMessages({ ctx: viewer.ctx, reference })).mayNotSend).toMatch(/needs operator/)
    expect(await db.message.count({ where: { incident: { reference } } })).toBe(0)
  })
})

describe("a claim of containment", () => {
  const claim = { body: "All is well.\nWe have revoked the agent's access." }

  it.each([null, "applied"] as const)("with a credential %s is refused and named", async (state) => {
    const reference = await declare()
    await credential(reference, state)
    await expect(send(reference, claim)).rejects.toMatchObject({
      code: "invalid-input",
      fields: [{ path: "body", message: "We have revoked the agent's access." }],
    })
  })

  it("with a reason is sent, and the message itself says who states it without proof", async () => {
    const reference = await declare()
    await credential(reference, "applied")
    const id = await contact()
    const sent = await send(reference, { ...claim, contactIds: [id], claimReason: "I unplugged it" })
    const stated =
      "What this message says about containment is stated by Ines Okafor and not proven: I unplugged it"
    expect(sent.body).toContain(stated)
    const row = await db.delivery.findFirstOrThrow({ where: { messageId: sent.id } })
    expect(row.body).toContain(stated)
    const entry = await db.timelineEntry.findFirstOrThrow({
      where: { incident: { reference }, kind: "message.sent" },
      include: { body: true },
    })
    expect(entry.body?.body).toMatchObject({ unprovenClaims: 1, claimReason: "I unplugged it" })
  })

  it("passes when every credential is proven dead, and falls with the proof", async () => {
    const reference = await declare()
    await credential(reference, "verified")
    expect((await send(reference, claim)).body).toBe(claim.body)
    await credential(reference, "applied")
    await expect(send(reference, claim)).rejects.toMatchObject({ code: "invalid-input" })
  })
})

describe("a drill", () => {
  it("tells its inbox alone, labelled, whoever is among the contacts", async () => {
    const reference = await declare({ drill: true })
    const real = await contact({ email: "board@example.test" })
    const read = await readMessages({ ctx, reference })
    expect(read.recipients).toEqual([
      { contactId: drillInboxId, name: "Stakeholders (practice)", channels: ["drill inbox"] },
    ])
    await expect(send(reference, { contactIds: [real] })).rejects.toEqual(refused(/own inbox only/))
    const sent = await send(reference, { contactIds: [drillInboxId], subject: "no label" })
    expect(sent.subject).toBe("[DRILL] no label")
    expect(sent.deliveries.map((d) => d.channel)).toEqual(["drill_inbox"])
    const { inbox } = await readMessages({ ctx, reference })
    expect(inbox?.filter((item) => item.kind === "message").map((item) => item.subject)).toEqual([
      "[DRILL] no label",
    ])
    expect(inbox?.filter((item) => item.kind === "alert").length).toBeGreaterThan(0)
    expect(await db.delivery.count({ where: { isDrill: true, channel: { not: "drill_inbox" } } })).toBe(0)
  })

  it("cannot leave through another channel, nor a real message into the inbox: the database refuses", async () => {
    const incident = await db.incident.findUniqueOrThrow({
      where: { reference: await declare({ drill: true }) },
    })
    const row = { incidentId: incident.id, isDrill: true, recipient: "x", subject: "s", body: "b" }
    await expect(db.delivery.create({ data: { ...row, channel: "email" } })).rejects.toThrow(/drill/)
    await expect(db.delivery.create({ data: { ...row, isDrill: false, channel: "email" } })).rejects.toThrow(
      /[Ff]oreign key/,
    )
    const real = await db.incident.findUniqueOrThrow({ where: { reference: await declare() } })
    await expect(
      db.delivery.create({
        data: { ...row, incidentId: real.id, isDrill: false, channel: "drill_inbox" },
      }),
    ).rejects.toThrow(/drill/)
  })
})
