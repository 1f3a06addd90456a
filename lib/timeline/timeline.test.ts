import pg from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Incident } from "@/lib/db/generated/client"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { addNote } from "@/lib/timeline/add-note"
import { correctEntry } from "@/lib/timeline/correct-entry"
import { readTimeline } from "@/lib/timeline/data"
import { exportTimeline } from "@/lib/timeline/export-timeline"
import { insertFact } from "@/lib/timeline/insert-fact"
import { pinEntry } from "@/lib/timeline/pin-entry"
import { redactEntry } from "@/lib/timeline/redact-entry"
import { type TimelineQueryInput, timelineQuerySchema } from "@/lib/timeline/schema"
import { verifyChain } from "@/lib/timeline/verify-chain"

const database = await createTestDatabase()
const db = database.prisma
const { ctx } = await signInAs(db, "administrator", "Ines Okafor")
const other = await signInAs(db, "operator", "Jonas Brandt")
afterAll(() => database.close())

async function declare(): Promise<Incident> {
  const { reference } = await declareIncident({
    ctx,
    input: { title: "An agent deletes things", severity: 2 },
  })
  return db.incident.findUniqueOrThrow({ where: { reference } })
}

const note = (reference: string, text: string, internal = false, by = ctx) =>
  addNote({ ctx: by, reference, input: { text, internal } })

const read = (reference: string, query: TimelineQueryInput = {}) =>
  readTimeline({ ctx, reference, query: timelineQuerySchema.parse(query) })

describe("what the database itself refuses", () => {
  let incident: Incident
  beforeAll(async () => {
    incident = await declare()
    await note(incident.reference, "A secret was pasted here.")
  })

  it.each([
    ["an entry is changed", "UPDATE timeline_entry SET actor_label = 'Nobody'"],
    ["an entry is removed", "DELETE FROM timeline_entry"],
    ["all entries are removed", "TRUNCATE timeline_entry CASCADE"],
    ["all incidents are removed", "TRUNCATE incident CASCADE"],
    ["an incident is removed", "DELETE FROM incident"],
    ["a body is changed", `UPDATE timeline_body SET body = '{"text":"Nothing happened."}'`],
    ["a salt is changed", "UPDATE timeline_body SET salt = 'x'"],
    ["a body is emptied without a word", "UPDATE timeline_body SET body = NULL, salt = NULL"],
    ["a body is called redacted and kept", "UPDATE timeline_body SET redacted_at = now(), redacted_by = 'x'"],
    [
      "a body is redacted without a reason",
      "UPDATE timeline_body SET body = NULL, salt = NULL, redacted_at = now(), redacted_by = 'x'",
    ],
    ["a body is removed", "DELETE FROM timeline_body"],
    ["all bodies are removed", "TRUNCATE timeline_body"],
    ["activity is changed", "UPDATE activity SET actor_label = 'Nobody'"],
    ["activity is removed", "TRUNCATE activity"],
  ])("%s", async (_what, sql) => {
    // A statement that touches no row would pass without proving anything.
    await db.activity.create({
      data: { kind: "test.done", actorKind: "system", actorLabel: "x", subject: "x" },
    })
    await expect(db.$executeRawUnsafe(sql)).rejects.toThrow(/append-only|foreign key/)
    expect((await verifyChain({ ctx, reference: incident.reference })).ok).toBe(true)
  })

  it("a redacted body is redacted for ever", async () => {
    const { reference } = await declare()
    const { sequence } = await note(reference, "A key.")
    await redactEntry({ ctx, reference, sequence, input: { reason: "a key" } })
    await expect(
      db.$executeRaw`UPDATE timeline_body SET body = '{"text":"back"}', salt = 'x' WHERE redacted_at IS NOT NULL`,
    ).rejects.toThrow(/append-only/)
  })
})

describe("the sequence", () => {
  it("has no gaps when twenty people write at once", async () => {
    const { reference } = await declare()
    const before = (await read(reference)).headSequence
    const given = await Promise.all(
      Array.from({ length: 20 }, (_, i) => note(reference, `Note ${i}`, false, i % 2 ? ctx : other.ctx)),
    )
    const sequences = given.map((one) => one.sequence).sort((a, b) => a - b)
    expect(sequences).toEqual(Array.from({ length: 20 }, (_, i) => before + 1 + i))
    const report = await verifyChain({ ctx, reference })
    expect(report).toMatchObject({ ok: true, checked: before + 20, headSequence: before + 20, faults: [] })
  })

  it("gives the number back when the write fails", async () => {
    const incident = await declare()
    const head = incident.headSequence
    await expect(
      redactEntry({ ctx, reference: incident.reference, sequence: 999, input: { reason: "x" } }),
    ).rejects.toMatchObject({ code: "not-found" })
    expect((await note(incident.reference, "next")).sequence).toBe(head + 1)
  })
})

describe("verify", () => {
  /** As somebody with the database's own rights would do it: triggers off. */
  async function tamper(sql: string, values: unknown[]): Promise<void> {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      await client.query("SET session_replication_role = replica")
      const result = await client.query(sql, values)
      expect(result.rowCount).toBeGreaterThan(0)
    } finally {
      await client.end()
    }
  }

  const entry = "WHERE incident_id = $1 AND sequence = 3"
  const body = "WHERE entry_id = (SELECT id FROM timeline_entry WHERE incident_id = $1 AND sequence = 3)"
  it.each([
    ["kind", `UPDATE timeline_entry SET kind = 'fact.inserted' ${entry}`, "header"],
    ["time", `UPDATE timeline_entry SET occurred_at = occurred_at - interval '1 ms' ${entry}`, "header"],
    [
      "recorded time",
      `UPDATE timeline_entry SET recorded_at = recorded_at + interval '1 h' ${entry}`,
      "header",
    ],
    ["actor", `UPDATE timeline_entry SET actor_label = 'Somebody else' ${entry}`, "header"],
    ["actor kind", `UPDATE timeline_entry SET actor_kind = 'system' ${entry}`, "header"],
    ["actor id", `UPDATE timeline_entry SET actor_id = NULL ${entry}`, "header"],
    ["correction", `UPDATE timeline_entry SET corrects_sequence = 1 ${entry}`, "header"],
    ["internal", `UPDATE timeline_entry SET internal = NOT internal ${entry}`, "header"],
    ["digest", `UPDATE timeline_entry SET body_digest = repeat('a', 64) ${entry}`, "body was changed"],
    ["hash", `UPDATE timeline_entry SET hash = repeat('a', 64) ${entry}`, "header"],
    [
      "previous hash",
      `UPDATE timeline_entry SET previous_hash = repeat('a', 64) ${entry}`,
      "does not follow",
    ],
    ["body", `UPDATE timeline_body SET body = '{"text":"Nothing happened."}' ${body}`, "body was changed"],
    ["salt", `UPDATE timeline_body SET salt = 'x' ${body}`, "body was changed"],
    ["body gone", `DELETE FROM timeline_body ${body}`, "body is missing"],
    ["body emptied", `UPDATE timeline_body SET body = NULL, salt = NULL ${body}`, "body is missing"],
    [
      "a redaction that nobody entered",
      `UPDATE timeline_body SET body = NULL, salt = NULL, redacted_at = now(), redacted_by = 'Ines Okafor', redacted_reason = 'x' ${body}`,
      "no entry tells",
    ],
    [
      "called redacted, with another text",
      `UPDATE timeline_body SET body = '{"text":"other"}', redacted_at = now(), redacted_by = 'x', redacted_reason = 'x' ${body}`,
      "and has a body",
    ],
    ["an entry gone", `DELETE FROM timeline_entry ${entry}`, "missing"],
    [
      "the last entry gone",
      "DELETE FROM timeline_entry WHERE incident_id = $1 AND sequence = (SELECT head_sequence FROM incident WHERE id = $1)",
      "entries",
    ],
    ["the head's hash", "UPDATE incident SET head_hash = repeat('a', 64) WHERE id = $1", "head"],
    ["the head moved back", "UPDATE incident SET head_sequence = head_sequence - 1 WHERE id = $1", "head"],
    [
      "an entry moved out of the chain",
      `UPDATE timeline_entry SET sequence = -3 ${entry}`,
      "outside the chain",
    ],
    [
      "two entries exchanged",
      "UPDATE timeline_entry SET sequence = CASE sequence WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE incident_id = $1 AND sequence IN (3, 4)",
      "missing",
    ],
  ])("finds a change of: %s", async (_what, sql, fault) => {
    const incident = await declare()
    for (const text of ["one", "two", "three", "four"]) await note(incident.reference, text)
    expect((await verifyChain({ ctx, reference: incident.reference })).ok).toBe(true)
    await tamper(sql, [incident.id])
    const report = await verifyChain({ ctx, reference: incident.reference })
    expect(report.ok).toBe(false)
    expect(report.faults.map((one) => one.fault).join(" ")).toContain(fault)
  })

  it("finds a redacted entry whose name or reason was changed afterwards", async () => {
    const incident = await declare()
    for (const text of ["one", "two"]) await note(incident.reference, text)
    await redactEntry({ ctx, reference: incident.reference, sequence: 3, input: { reason: "a password" } })
    expect(await verifyChain({ ctx, reference: incident.reference })).toMatchObject({ ok: true, redacted: 1 })
    await tamper(`UPDATE timeline_body SET redacted_reason = 'a typing error' ${body}`, [incident.id])
    expect((await verifyChain({ ctx, reference: incident.reference })).faults).toEqual([
      { sequence: 3, fault: expect.stringContaining("another person or reason") },
    ])
  })

  it("says which incident does not exist", async () => {
    await expect(verifyChain({ ctx, reference: "INC-999" })).rejects.toMatchObject({ code: "not-found" })
  })
})

describe("redaction", () => {
  it("takes text and salt away, keeps the chain, says who and why", async () => {
    const { reference, id } = await declare()
    const { sequence } = await note(reference, "password is hunter22-very-secret", true)
    await redactEntry({ ctx, reference, sequence, input: { reason: "a pasted password" } })
    const page = await read(reference)
    const entry = page.entries.find((one) => one.sequence === sequence)
    expect(entry).toMatchObject({
      text: "(redacted)",
      detail: "a pasted password",
      note: null,
      body: {},
      redacted: { by: "Ines Okafor", reason: "a pasted password" },
    })
    expect(page.entries[0]).toMatchObject({ kind: "note.redacted", internal: true })
    const exported = await exportTimeline({ ctx, reference })
    expect(JSON.stringify([page, exported])).not.toContain("hunter22")
    expect(await db.timelineBody.findFirst({ where: { entry: { incidentId: id, sequence } } })).toMatchObject(
      { body: null, salt: null },
    )
    expect(await verifyChain({ ctx, reference })).toMatchObject({ ok: true, redacted: 1 })
    await expect(redactEntry({ ctx, reference, sequence, input: { reason: "again" } })).rejects.toMatchObject(
      { code: "precondition-failed" },
    )
  })

  it("is not for facts of the machine, nor for operators", async () => {
    const { reference } = await declare()
    await note(reference, "text")
    await pinEntry({ ctx, reference, sequence: 2, input: { pinned: true } })
    await expect(redactEntry({ ctx, reference, sequence: 3, input: { reason: "x" } })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    await expect(
      redactEntry({ ctx: other.ctx, reference, sequence: 2, input: { reason: "x" } }),
    ).rejects.toMatchObject({ code: "not-permitted" })
  })
})

describe("what happened earlier", () => {
  it("stands at its own time and keeps when it was recorded", async () => {
    const incident = await declare()
    const at = new Date(incident.declaredAt.getTime() - 3_600_000).toISOString()
    await insertFact({
      ctx,
      reference: incident.reference,
      input: { text: "The first call", occurredAt: at },
    })
    const page = await read(incident.reference, { order: "oldest" })
    expect(page.entries[0]).toMatchObject({ kind: "fact.inserted", occurredAt: at, text: "The first call" })
    expect(Date.parse(page.entries[0]?.recordedAt ?? "")).toBeGreaterThanOrEqual(
      incident.declaredAt.getTime(),
    )
    const future = new Date(Date.now() + 60_000).toISOString()
    await expect(
      insertFact({ ctx, reference: incident.reference, input: { text: "x", occurredAt: future } }),
    ).rejects.toMatchObject({ code: "invalid-input" })
  })

  it("is corrected by a new entry beside it; the old one stays as it was", async () => {
    const { reference } = await declare()
    const { sequence } = await note(reference, "Three buckets", true)
    const before = (await read(reference)).entries.find((one) => one.sequence === sequence)
    const fix = await correctEntry({ ctx, reference, sequence, input: { text: "Four buckets" } })
    const entries = (await read(reference)).entries
    const now = entries.find((one) => one.sequence === sequence)
    expect(now).toEqual({ ...before, correctedBySequence: fix.sequence })
    expect(entries.find((one) => one.sequence === fix.sequence)).toMatchObject({
      correctsSequence: sequence,
      occurredAt: before?.occurredAt,
      internal: true,
      text: `corrects entry ${sequence}: Four buckets`,
    })
    await expect(correctEntry({ ctx, reference, sequence: 500, input: { text: "x" } })).rejects.toMatchObject(
      { code: "not-found" },
    )
  })
})

describe("pins", () => {
  it("are set once and taken off once", async () => {
    const { reference } = await declare()
    for (const pinned of [true, true]) await pinEntry({ ctx, reference, sequence: 1, input: { pinned } })
    expect((await read(reference, { pinned: "true" })).entries.map((one) => one.sequence)).toEqual([1])
    for (const pinned of [false, false]) await pinEntry({ ctx, reference, sequence: 1, input: { pinned } })
    const page = await read(reference)
    expect(page.entries.filter((one) => one.pinned)).toEqual([])
    expect(page.entries.filter((one) => one.kind.startsWith("entry.")).map((one) => one.kind)).toEqual([
      "entry.unpinned",
      "entry.pinned",
    ])
  })
})

describe("filters", () => {
  let reference = ""
  beforeAll(async () => {
    reference = (await declare()).reference
    await note(reference, "Disk is 100% full")
    await note(reference, "Disk is 1000 full", true)
    await note(reference, "bucket_a was emptied", false, other.ctx)
    const at = new Date(Date.now() - 86_400_000).toISOString()
    await insertFact({ ctx, reference, input: { text: "yesterday", occurredAt: at } })
    await pinEntry({ ctx, reference, sequence: 2, input: { pinned: true } })
  })

  it.each<[string, TimelineQueryInput, number]>([
    ["nothing", {}, 6],
    ["a group", { groups: "person" }, 6],
    ["a group without entries", { groups: "restore,containment" }, 0],
    ["an actor", { actor: "Jonas Brandt" }, 1],
    ["a text", { text: "disk" }, 2],
    ["a text with a sign that searches take for anything", { text: "100%" }, 1],
    ["an underscore, as it stands", { text: "bucket_" }, 1],
    ["an underscore that would match any letter", { text: "Disk_is" }, 0],
    ["pins", { pinned: "true" }, 1],
    ["pins and a text that is elsewhere", { pinned: "true", text: "bucket" }, 0],
    ["a time before", { to: new Date(Date.now() - 3_600_000).toISOString() }, 1],
    ["a time after", { from: new Date(Date.now() - 3_600_000).toISOString() }, 5],
  ])("%s", async (_what, query, shown) => {
    const page = await read(reference, query)
    expect(page.entries.length).toBe(shown)
    expect([page.total, page.hidden]).toEqual([6, 6 - shown])
  })

  it.each([
    { groups: "nonsense" },
    { cursor: "yesterday,1" },
    { cursor: "2026-01-01T00:00:00.000Z,99999999999" },
    { from: "0000-01-01T00:00:00Z" },
    { text: "a\u0000b" },
    { limit: "0" },
    { limit: "501" },
  ])("refuse %o", (query) => {
    expect(timelineQuerySchema.safeParse(query).success).toBe(false)
  })
})

describe("pages", () => {
  it.each(["newest", "oldest"] as const)(
    "%s first: none lost, none repeated, also at one time",
    async (order) => {
      const incident = await declare()
      const { reference } = incident
      const times = [5, 5, 5, 3, 3, 9, 1, 5, 3].map((hours) =>
        new Date(incident.declaredAt.getTime() - hours * 3_600_000).toISOString(),
      )
      for (const occurredAt of times)
        await insertFact({ ctx, reference, input: { text: occurredAt, occurredAt } })
      const all = (await read(reference, { order, limit: 500 })).entries.map((one) => one.sequence)
      expect(new Set(all).size).toBe(1 + times.length)
      for (const limit of [1, 2, 3, 4]) {
        const seen: number[] = []
        let cursor: string | null = null
        do {
          const page: Awaited<ReturnType<typeof read>> = await read(reference, {
            order,
            limit,
            ...(cursor ? { cursor } : {}),
          })
          seen.push(...page.entries.map((one) => one.sequence))
          cursor = page.next
        } while (cursor)
        expect(seen).toEqual(all)
      }
    },
  )

  it("keep their place while others write", async () => {
    const { reference } = await declare()
    for (let i = 0; i < 5; i += 1) await note(reference, `Note ${i}`)
    const first = await read(reference, { limit: 3 })
    await note(reference, "meanwhile")
    const second = await read(reference, { limit: 10, ...(first.next ? { cursor: first.next } : {}) })
    const seen = [...first.entries, ...second.entries].map((one) => one.sequence)
    expect(seen).toEqual([6, 5, 4, 3, 2, 1])
  })
})

it("an incident that does not exist has no timeline", async () => {
  await expect(read("INC-999")).rejects.toMatchObject({ code: "not-found" })
  await expect(exportTimeline({ ctx, reference: "INC-999" })).rejects.toMatchObject({ code: "not-found" })
})
