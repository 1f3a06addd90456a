import { createHmac, randomUUID } from "node:crypto"
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Delivery, Prisma } from "@/lib/db/generated/client"
import { postWebhook, type Webhook } from "@/lib/deliveries/post-webhook"
import { retryDelivery } from "@/lib/deliveries/retry-delivery"
import { runOutboxOnce, startOutbox } from "@/lib/deliveries/run-outbox"
import { sendMail } from "@/lib/deliveries/send-mail"
import { setEnv } from "@/lib/env"
import { seal } from "@/lib/secrets/seal"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { startBreakingSmtp, startSmtpInbox } from "@/lib/testing/smtp-inbox"
import { waitFor } from "@/lib/testing/wait-for"
import { startWebhookInbox } from "@/lib/testing/webhook-inbox"

const { prisma: db, close } = await createTestDatabase()
const smtp = await startSmtpInbox()
const web = await startWebhookInbox()
const { ctx } = await signInAs(db, "operator")
const viewer = await signInAs(db, "viewer")
afterAll(async () => {
  await smtp.stop()
  await web.stop()
  await close()
})
beforeEach(() => setEnv({ SMTP_URL: smtp.url, SMTP_FROM: "Firebreak <firebreak@example.test>" }))
afterEach(async () => {
  await db.delivery.deleteMany()
})

const incident = await db.incident.create({
  data: { reference: "INC-1", title: "t", severity: 1, declaredByLabel: "x" },
})
const drill = await db.incident.create({
  data: { reference: "DRILL-1", title: "t", severity: 1, declaredByLabel: "x", isDrill: true, drill: {} },
})

const queue = (over: Partial<Prisma.DeliveryUncheckedCreateInput> = {}) =>
  db.delivery.create({
    data: {
      incidentId: incident.id,
      isDrill: false,
      channel: "email",
      recipient: "board@example.test",
      subject: "[INCIDENT] Production impact from AI agent action",
      body: "Line one.\nLine two.\n\n--\nINC-1",
      ...over,
    },
  })
const run = () => runOutboxOnce(db, randomUUID())
const read = (row: Delivery) => db.delivery.findUniqueOrThrow({ where: { id: row.id } })
const due = (row: Delivery) => db.delivery.update({ where: { id: row.id }, data: { dueAt: new Date(0) } })
const failures = (row: Delivery) =>
  db.timelineEntry.count({
    where: {
      incidentId: row.incidentId,
      kind: "delivery.failed",
      body: { body: { path: ["subject"], equals: row.subject } },
    },
  })

describe("mail", () => {
  it("arrives as previewed: plain text, one recipient, and is accepted rather than delivered", async () => {
    const row = await queue({ subject: "Résumé ⟨U+202E⟩ of 03:14" })
    await run()
    expect(await read(row)).toMatchObject({ state: "accepted", attempts: 1, dueAt: null, failure: "" })
    const mail = smtp.mails.find((m) => m.headers.includes(row.id))
    expect(mail).toMatchObject({ to: ["board@example.test"], subject: "Résumé ⟨U+202E⟩ of 03:14" })
    expect(mail?.text.trim()).toBe(row.body)
    expect(mail?.headers).toMatch(/^Content-Type: text\/plain/m)
    expect(await run()).toBe(0)
  })

  it.each([
    ["subject", { subject: "a\r\nBcc: spy@evil.test\r\n\r\nbody" }],
    ["recipient", { recipient: "board@example.test\r\nBcc: spy@evil.test" }],
    ["recipient list", { recipient: "board@example.test, spy@evil.test" }],
  ])("cannot be given a header or a reader through its %s", async (_what, over) => {
    const before = smtp.mails.length
    await queue(over)
    await run()
    for (const mail of smtp.mails.slice(before)) {
      expect(mail.to).not.toContain("spy@evil.test")
      expect(mail.headers).not.toMatch(/^Bcc:/im)
    }
  })

  it("that is refused for good fails at once; the reason stands in the row and on the timeline", async () => {
    const row = await queue({ recipient: "refused@example.test", subject: "for good" })
    await run()
    const after = await read(row)
    expect(after).toMatchObject({ state: "failed", attempts: 1, dueAt: null })
    expect(after.failure).toContain("no such user")
    expect(await failures(row)).toBe(1)
  })

  it("that is refused for now is tried again later, six times, and then fails", async () => {
    const row = await queue({ recipient: "later@example.test", subject: "for now" })
    for (let attempt = 1; attempt < 6; attempt += 1) {
      await run()
      const after = await read(row)
      expect(after).toMatchObject({ state: "queued", attempts: attempt, leaseOwner: null })
      expect(after.failure).toContain("try later")
      await due(row)
    }
    expect(await failures(row)).toBe(0)
    await run()
    expect(await read(row)).toMatchObject({ state: "failed", attempts: 6 })
    expect(await failures(row)).toBe(1)
  })

  it("without a server to reach waits, and without one set fails and says to copy the text", async () => {
    setEnv({ SMTP_URL: "smtp://127.0.0.1:1" })
    const row = await queue()
    await run()
    expect(await read(row)).toMatchObject({ state: "queued", attempts: 1 })
    expect((await read(row)).failure).toMatch(/could not be reached/)
    for (const url of ["", "nonsense"]) {
      setEnv({ SMTP_URL: url })
      const unset = await queue()
      await run()
      expect((await read(unset)).state).toBe("failed")
      expect((await read(unset)).failure).toMatch(/Copy the text/)
    }
  })

  it("is in doubt when the connection breaks in the text, and only then", async () => {
    const mail = { to: "board@example.test", subject: "s", text: "t", id: "1" }
    const early = await startBreakingSmtp("before the text")
    setEnv({ SMTP_URL: early.url })
    expect(await sendMail(mail)).toMatchObject({ outcome: "failed", retry: true })
    await early.stop()
    const late = await startBreakingSmtp("in the text")
    setEnv({ SMTP_URL: late.url })
    const row = await queue({ subject: "broken" })
    await run()
    expect(await read(row)).toMatchObject({ state: "in_doubt", dueAt: null })
    expect(await failures(row)).toBe(1)
    expect(await run()).toBe(0)
    await late.stop()
  })

  it("whose sender died over it is in doubt: never sent twice by itself", async () => {
    const row = await queue({
      state: "sending",
      attempts: 1,
      leaseOwner: "dead",
      leaseUntil: new Date(0),
      subject: "dead",
    })
    const before = smtp.mails.length
    await run()
    expect((await read(row)).state).toBe("in_doubt")
    expect(smtp.mails).toHaveLength(before)
  })

  it("under a live lease is left alone", async () => {
    const row = await queue({ state: "sending", attempts: 1, leaseUntil: new Date(Date.now() + 60_000) })
    expect(await run()).toBe(0)
    expect((await read(row)).state).toBe("sending")
  })

  it("is sent once by any number of instances", async () => {
    const before = smtp.mails.length
    for (let i = 0; i < 12; i += 1) await queue({ recipient: `r${i}@example.test` })
    const outboxes = [1, 2, 3].map(() => startOutbox({ db }))
    await waitFor("twelve accepted", async () =>
      (await db.delivery.count({ where: { state: "accepted" } })) === 12 ? true : null,
    )
    await Promise.all(outboxes.map((outbox) => outbox.stop()))
    expect(new Set(smtp.mails.slice(before).flatMap((m) => m.to)).size).toBe(12)
    expect(smtp.mails).toHaveLength(before + 12)
  })
})

describe("a retry", () => {
  it.each(["failed", "in_doubt"] as const)(
    "of what is %s sends it, because a person said so",
    async (state) => {
      const row = await queue({ state, dueAt: null, attempts: 6, failure: "it broke" })
      await retryDelivery({ ctx, id: row.id })
      expect(await read(row)).toMatchObject({ state: "queued", attempts: 0, failure: "" })
      await run()
      expect((await read(row)).state).toBe("accepted")
      expect(
        await db.timelineEntry.count({ where: { incidentId: incident.id, kind: "delivery.retried" } }),
      ).toBeGreaterThan(0)
    },
  )

  it.each(["queued", "sending", "accepted"] as const)("of what is %s is refused", async (state) => {
    const row = await queue({ state, dueAt: null })
    await expect(retryDelivery({ ctx, id: row.id })).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("is refused without permission, and of what does not exist", async () => {
    const row = await queue({ state: "failed", dueAt: null })
    await expect(retryDelivery({ ctx: viewer.ctx, id: row.id })).rejects.toMatchObject({
      code: "not-permitted",
    })
    expect((await read(row)).state).toBe("failed")
    await expect(retryDelivery({ ctx, id: randomUUID() })).rejects.toMatchObject({ code: "not-found" })
  })
})

describe("a drill's delivery", () => {
  it("is in the inbox at once and nothing leaves", async () => {
    const [mails, hooks] = [smtp.mails.length, web.hooks.length]
    const row = await queue({ incidentId: drill.id, isDrill: true, channel: "drill_inbox" })
    await run()
    expect((await read(row)).state).toBe("accepted")
    expect([smtp.mails.length, web.hooks.length]).toEqual([mails, hooks])
  })
})

describe("a webhook", () => {
  const hook = (over: Partial<Webhook> = {}): Webhook => ({
    url: web.url,
    shape: "plain",
    secret: "key",
    id: "delivery-1",
    dedupKey: "firebreak-incident-contact",
    subject: "[INCIDENT] x",
    body: "the text",
    payload: { reference: "INC-1", severity: 2, kind: "update" },
    ...over,
  })
  const last = () => web.hooks[web.hooks.length - 1]

  it("in the plain shape is signed over what is sent", async () => {
    expect(await postWebhook(hook())).toMatchObject({ outcome: "accepted" })
    const { text = "", headers = {} } = last() ?? {}
    const signature = createHmac("sha256", "key").update(text).digest("hex")
    expect(headers["firebreak-signature"]).toBe(`sha256=${signature}`)
    expect(headers["firebreak-delivery"]).toBe("delivery-1")
    expect(JSON.parse(text)).toEqual({
      id: "delivery-1",
      subject: "[INCIDENT] x",
      text: "the text",
      data: { reference: "INC-1", severity: 2, kind: "update" },
    })
    await postWebhook(hook({ secret: null }))
    expect(last()?.headers["firebreak-signature"]).toBeUndefined()
  })

  it("in PagerDuty's Events v2 shape joins one alert, which the resolution closes", async () => {
    await postWebhook(hook({ shape: "pagerduty", payload: { severity: 1, link: "https://x.test/alert" } }))
    expect(JSON.parse(last()?.text ?? "")).toEqual({
      routing_key: "key",
      event_action: "trigger",
      dedup_key: "firebreak-incident-contact",
      payload: {
        summary: "[INCIDENT] x",
        source: "firebreak",
        severity: "critical",
        custom_details: { text: "the text" },
      },
      links: [{ href: "https://x.test/alert", text: "Acknowledge" }],
    })
    expect(last()?.headers["firebreak-signature"]).toBeUndefined()
    for (const [severity, name] of [
      [2, "error"],
      [3, "warning"],
      [4, "info"],
    ]) {
      await postWebhook(hook({ shape: "pagerduty", payload: { severity } }))
      expect(JSON.parse(last()?.text ?? "").payload.severity).toBe(name)
    }
    await postWebhook(hook({ shape: "pagerduty", payload: { severity: 1, kind: "resolution" } }))
    expect(JSON.parse(last()?.text ?? "").event_action).toBe("resolve")
  })

  it.each([
    [400, false],
    [404, false],
    [302, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])("that answers %i is tried again: %s", async (status, retry) => {
    const before = web.hooks.length
    expect(await postWebhook(hook({ url: `${web.url}/${status}` }))).toMatchObject({
      outcome: "failed",
      retry,
      failure: expect.stringContaining(String(status)),
    })
    // A redirect is never followed.
    expect(web.hooks).toHaveLength(before + 1)
  })

  it("that nobody answers is tried again; an address with a password never shows it", async () => {
    expect(await postWebhook(hook({ url: "http://127.0.0.1:1/" }))).toMatchObject({ retry: true })
    const kept = await postWebhook(hook({ url: "http://user:hunter2@127.0.0.1:1/" }))
    expect(kept).toMatchObject({ outcome: "failed", retry: false })
    expect(JSON.stringify(kept)).not.toContain("hunter2")
  })

  it("leaves the outbox with the contact's own key, and fails when the contact has none any more", async () => {
    const id = randomUUID()
    await db.contact.create({
      data: {
        id,
        name: "Hook",
        kind: "stakeholder",
        webhookUrl: web.url,
        webhookShape: "plain",
        webhookSecret: seal("s3cret", `contact:${id}`),
      },
    })
    const row = await queue({ channel: "webhook", recipient: "Hook", contactId: id, payload: { a: 1 } })
    await run()
    expect((await read(row)).state).toBe("accepted")
    const { text = "", headers = {} } = last() ?? {}
    expect(headers["firebreak-signature"]).toBe(
      `sha256=${createHmac("sha256", "s3cret").update(text).digest("hex")}`,
    )
    await db.contact.update({ where: { id }, data: { webhookUrl: null } })
    const orphan = await queue({ channel: "webhook", recipient: "Hook", contactId: id })
    await run()
    expect(await read(orphan)).toMatchObject({ state: "failed" })
    await db.contact.update({ where: { id }, data: { webhookUrl: web.url, webhookSecret: "broken" } })
    const unreadable = await queue({ channel: "webhook", recipient: "Hook", contactId: id })
    await run()
    expect((await read(unreadable)).failure).toMatch(/key cannot be read/)
  })
})
