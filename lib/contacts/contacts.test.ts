import { afterAll, describe, expect, it } from "vitest"
import { archiveContact } from "@/lib/contacts/archive-contact"
import { listContacts } from "@/lib/contacts/data"
import { orderContacts } from "@/lib/contacts/order-contacts"
import { saveContact } from "@/lib/contacts/save-contact"
import type { SaveContactInput } from "@/lib/contacts/schema"
import { testContact } from "@/lib/contacts/test-contact"
import { open } from "@/lib/secrets/seal"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)
const { ctx } = await signInAs(db, "administrator")
const viewer = await signInAs(db, "viewer")

const wanted: SaveContactInput = {
  name: "Rota",
  kind: "on_call_engineer",
  email: null,
  webhookUrl: "https://events.pagerduty.com/v2/enqueue",
  webhookShape: "pagerduty",
  webhookSecret: "the-routing-key",
  receivesAlerts: true,
  receivesMessages: false,
  position: 0,
  version: 0,
}
const save = (over: Partial<SaveContactInput> = {}, id: string | null = null) =>
  saveContact({ ctx, id, input: { ...wanted, ...over } })
const { webhookSecret: _secret, ...withoutSecret } = wanted
const keep = (over: Partial<SaveContactInput>, id: string) =>
  saveContact({ ctx, id, input: { ...withoutSecret, ...over } })

describe("a contact's key", () => {
  it("is sealed, never read out, and kept when nothing is typed", async () => {
    const made = await save()
    expect(made.hasWebhookSecret).toBe(true)
    expect(JSON.stringify([made, await listContacts({ ctx })])).not.toContain("the-routing-key")
    await keep({ name: "Renamed", version: made.version }, made.id)
    const row = await db.contact.findUniqueOrThrow({ where: { id: made.id } })
    expect(row.webhookSecret).not.toContain("the-routing-key")
    expect(open(row.webhookSecret ?? "", `contact:${made.id}`)).toBe("the-routing-key")
  })

  it("does not follow a changed address", async () => {
    const made = await save({ webhookShape: "plain" })
    const elsewhere = { webhookUrl: "https://elsewhere.example.test/", webhookShape: "plain" } as const
    await expect(keep({ ...elsewhere, version: made.version }, made.id)).rejects.toMatchObject({
      code: "invalid-input",
    })
    await save({ ...elsewhere, webhookSecret: "another", version: made.version }, made.id)
    const row = await db.contact.findUniqueOrThrow({ where: { id: made.id } })
    expect(open(row.webhookSecret ?? "", `contact:${made.id}`)).toBe("another")
  })

  it("is needed for PagerDuty", async () => {
    await expect(saveContact({ ctx, id: null, input: withoutSecret })).rejects.toMatchObject({
      code: "invalid-input",
    })
  })
})

describe("the list", () => {
  it("is put in order as a whole, or not at all", async () => {
    const kind = "manager"
    const ids: string[] = []
    for (const name of ["a", "b", "c"]) ids.push((await save({ name, kind, position: ids.length })).id)
    const turned = [...ids].reverse()
    const after = await orderContacts({ ctx, input: { kind, ids: turned } })
    expect(after.contacts.filter((c) => c.kind === kind).map((c) => c.id)).toEqual(turned)
    await expect(orderContacts({ ctx, input: { kind, ids: ids.slice(1) } })).rejects.toMatchObject({
      code: "conflict",
    })
    await archiveContact({ ctx, id: ids[0] ?? "" })
    expect((await listContacts({ ctx })).contacts.some((c) => c.id === ids[0])).toBe(false)
  })

  it("refuses a change made on an older version", async () => {
    const made = await save()
    await keep({ name: "One", version: made.version }, made.id)
    await expect(keep({ name: "Two", version: made.version }, made.id)).rejects.toMatchObject({
      code: "conflict",
    })
  })
})

describe("a test", () => {
  it("says that no mail leaves without a mail server", async () => {
    const made = await save({
      email: "x@example.test",
      webhookUrl: null,
      webhookShape: null,
      webhookSecret: "",
    })
    const [result] = await testContact({ ctx, id: made.id })
    expect(result).toMatchObject({ channel: "email", outcome: "failed" })
    expect(result?.failure).toContain("SMTP_URL")
  })
})

describe("without permission", () => {
  it("every verb refuses, the list is readable, and nothing changes", async () => {
    const made = await save()
    const before = await db.activity.count()
    for (const press of [
      () => saveContact({ ctx: viewer.ctx, id: null, input: wanted }),
      () => archiveContact({ ctx: viewer.ctx, id: made.id }),
      () => testContact({ ctx: viewer.ctx, id: made.id }),
      () => orderContacts({ ctx: viewer.ctx, input: { kind: "manager", ids: [] } }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    expect((await listContacts({ ctx: viewer.ctx })).mayNotEdit).toBe("needs administrator; you are viewer")
    expect(await db.activity.count()).toBe(before)
  })
})
