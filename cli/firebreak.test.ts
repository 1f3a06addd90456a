import { execFile } from "node:child_process"
import { randomUUID } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as notes from "@/app/api/incidents/[reference]/notes/route"
import * as incident from "@/app/api/incidents/[reference]/route"
import * as timelineExport from "@/app/api/incidents/[reference]/timeline/export/route"
import * as incidents from "@/app/api/incidents/route"
import type { Timeline } from "@/cli/read-timeline"
import { hashToken } from "@/lib/auth/hash-token"
import { setEnv } from "@/lib/env"
import { createTestDatabase } from "@/lib/testing/database"
import { serveRoutes } from "@/lib/testing/serve-routes"
import { signInAs } from "@/lib/testing/sign-in"
import { addNote } from "@/lib/timeline/add-note"
import { digestBody, hashEntry } from "@/lib/timeline/chain"
import { insertFact } from "@/lib/timeline/insert-fact"
import { redactEntry } from "@/lib/timeline/redact-entry"
import { verifyChain } from "@/lib/timeline/verify-chain"
import { bundleCommand } from "@/scripts/build.mjs"

const { prisma: db, url, close } = await createTestDatabase()
setEnv({ DATABASE_URL: url })
const server = await serveRoutes({
  "/api/incidents": incidents,
  "/api/incidents/[reference]": incident,
  "/api/incidents/[reference]/notes": notes,
  "/api/incidents/[reference]/timeline/export": timelineExport,
})
const folder = mkdtempSync(path.join(os.tmpdir(), "firebreak-cli-"))
const bundle = path.join(folder, "firebreak.mjs")
let token = ""

beforeAll(async () => {
  await bundleCommand(bundle)
  token = await issueToken(["incidents:read", "incidents:write"])
})
afterAll(async () => {
  await server.stop()
  await close()
  rmSync(folder, { recursive: true, force: true })
})

async function issueToken(scopes: string[]): Promise<string> {
  const { actor } = await signInAs(db, "administrator")
  const text = `fbt_${randomUUID().replaceAll("-", "")}`
  await db.machineToken.create({
    data: {
      name: "command line",
      tokenHash: hashToken(text),
      prefix: text.slice(0, 8),
      scopes,
      expiresAt: new Date(Date.now() + 3_600_000),
      createdById: actor.userId,
    },
  })
  return text
}

type Run = { code: number; out: string; err: string }

/** The machine's own Node where it has one: the command must not need ours. */
const node = (process.env.PATH ?? "")
  .split(path.delimiter)
  .filter((part) => !part.includes("node_modules"))
  .map((part) => path.join(part, "node"))
  .find((file) => existsSync(file))

function firebreak(args: string[], env: Record<string, string> = {}, input = ""): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      node ?? process.execPath,
      [bundle, ...args],
      {
        cwd: folder,
        env: { NODE_ENV: "test", FIREBREAK_URL: server.url, FIREBREAK_TOKEN: token, ...env },
        maxBuffer: 50_000_000,
      },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
    child.stdin?.end(input)
  })
}

describe("declare, note, status", () => {
  it("declares once, notes, and shows it", async () => {
    const args = ["declare", "Agent deletes \u202Ebuckets", "--severity", "2", "--key", "one", "--json"]
    const refused = await firebreak(args)
    expect([refused.code, refused.err]).toEqual([0, ""])
    const declared = JSON.parse(refused.out)
    expect(declared).toMatchObject({ severity: 2, declaredBy: "command line" })
    expect(JSON.parse((await firebreak(args)).out).reference).toBe(declared.reference)

    const note = await firebreak(
      ["note", declared.reference.toLowerCase(), "-", "--internal"],
      {},
      "From a *pipe*.",
    )
    expect(note).toMatchObject({ code: 0, out: `${declared.reference}: entry 2\n` })
    expect(await db.timelineEntry.count({ where: { internal: true, kind: "note.added" } })).toBe(1)

    const one = await firebreak(["status", declared.reference])
    expect(one.out).toContain(`${declared.reference}  SEV-2  declared`)
    expect(one.out).toContain("deletes ⟨U+202E⟩buckets")
    expect(one.out).toContain("contained   no credential is known yet")
    expect((await firebreak(["status"])).out).toContain(declared.reference)
  })

  it("says where the incident is to be seen", async () => {
    const { out } = await firebreak(["declare", "An agent"])
    expect(out).toMatch(new RegExp(`^INC-\\d+ declared, SEV-1: ${server.url}/incidents/INC-\\d+\n$`))
  })

  it("is refused without the scope, with the server's own sentence, and changes nothing", async () => {
    const reader = await issueToken(["incidents:read"])
    const before = await db.incident.count()
    const { code, err } = await firebreak(["declare", "An agent"], { FIREBREAK_TOKEN: reader })
    expect(code).toBe(3)
    expect(err).toContain("needs a token with the scope incidents:write")
    expect(await db.incident.count()).toBe(before)
  })

  it.each([
    ["no server", ["status"], { FIREBREAK_URL: "" }, 2, "set FIREBREAK_URL"],
    ["no token", ["status"], { FIREBREAK_TOKEN: "" }, 2, "set FIREBREAK_TOKEN"],
    [
      "a dead token",
      ["status"],
      { FIREBREAK_TOKEN: "fbt_0000000000000000000" },
      3,
      "no valid session or token",
    ],
    ["nobody there", ["status"], { FIREBREAK_URL: "http://127.0.0.1:9" }, 4, "does not answer"],
    ["another address", ["status"], { FIREBREAK_URL: "ftp://somewhere" }, 2, "neither https nor http"],
    ["a wrong number", ["status", "47"], {}, 2, "look like INC-47"],
    ["an unknown incident", ["status", "INC-999999"], {}, 3, "There is no incident INC-999999"],
    ["a wrong severity", ["declare", "x", "--severity", "5"], {}, 2, "1, 2, 3 or 4"],
    ["an unknown command", ["destroy"], {}, 2, "unknown command"],
    ["an empty title", ["declare", " "], {}, 3, "title"],
  ])("says what to do about %s", async (_, args, env, code, words) => {
    const run = await firebreak(args, env)
    expect(run.code).toBe(code)
    expect(run.err).toContain(words)
    expect(run.out).toBe("")
  })
})

/** An incident of eight entries, the third redacted. */
async function scene(): Promise<{ reference: string; timeline: Timeline }> {
  const { ctx } = await signInAs(db, "administrator", "Ines Okafor")
  const { reference } = JSON.parse((await firebreak(["declare", "An agent", "--json"])).out) as {
    reference: string
  }
  for (const text of ["one", "the key is hunter2", "three", "four", "five"])
    await addNote({ ctx, reference, input: { text } })
  await redactEntry({ ctx, reference, sequence: 3, input: { reason: "a secret" } })
  const occurredAt = new Date(Date.now() - 60_000).toISOString()
  await insertFact({ ctx, reference, input: { text: "It began.", occurredAt } })
  const { out, code } = await firebreak(["export", reference, "--output", "-"])
  expect(code).toBe(0)
  expect(out).not.toContain("hunter2")
  const [head, ...entries] = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  return { reference, timeline: { ...head, entries } }
}

describe("verify", () => {
  let reference = ""
  let whole: Timeline
  beforeAll(async () => {
    ;({ reference, timeline: whole } = await scene())
  })

  it("recomputes what the server holds", async () => {
    const { code, out } = await firebreak(["verify", reference])
    expect([code, out.split("\n")[0]]).toEqual([0, `${reference}: 8 entries verified, 1 of them redacted.`])
    const report = JSON.parse((await firebreak(["verify", reference, "--json"])).out)
    expect(report).toMatchObject({ ok: true, checked: 8, redacted: 1, headHash: whole.headHash, faults: [] })
  })

  it("checks an exported file without a server, as lines, as one document, and from a pipe", async () => {
    const away = { FIREBREAK_URL: "", FIREBREAK_TOKEN: "" }
    const exported = await firebreak(["export", reference])
    expect(exported.out).toBe(`${reference}.jsonl: 8 entries, head ${whole.headHash}\n`)
    expect((await firebreak(["verify", `${reference}.jsonl`], away)).code).toBe(0)
    expect((await firebreak(["verify", "-"], away, JSON.stringify(whole, null, 2))).code).toBe(0)
    expect((await firebreak(["verify", "-"], away, JSON.stringify(whole))).code).toBe(0)
    const again = await firebreak(["export", reference])
    expect([again.code, again.err]).toEqual([
      2,
      `firebreak: ${reference}.jsonl exists. Give --force to replace it.\n`,
    ])
    expect((await firebreak(["export", reference, "--force"])).code).toBe(0)
    expect(readFileSync(path.join(folder, `${reference}.jsonl`), "utf8").split("\n")).toHaveLength(10)
  })

  type Change = (entries: Timeline["entries"]) => Timeline["entries"]
  const at =
    (sequence: number, change: Partial<Timeline["entries"][number]>): Change =>
    (entries) =>
      entries.map((one) => (one.sequence === sequence ? { ...one, ...change } : one))
  const tampered: [string, Change, RegExp][] = [
    ["a changed body", at(4, { body: { text: "nothing" } }), /entry 4: Its body was changed/],
    ["a changed time", at(4, { occurredAt: "2026-01-01T00:00:00.000Z" }), /entry 4: Its header was changed/],
    ["another time of learning", at(5, { recordedAt: "2026-01-01T00:00:00.000Z" }), /entry 5: Its header/],
    ["another actor", at(4, { actorLabel: "Somebody Else" }), /entry 4: Its header was changed/],
    ["another kind of actor", at(4, { actorKind: "agent" }), /entry 4: Its header was changed/],
    ["another kind", at(4, { kind: "fact.inserted" }), /entry 4: Its header was changed/],
    ["an internal note made public", at(4, { internal: true }), /entry 4: Its header was changed/],
    ["an entry of another incident", at(8, { incidentId: randomUUID() }), /entry 8: /],
    ["a body taken away", at(5, { body: null, salt: null }), /entry 5: Its body is missing/],
    [
      "a body taken away as if redacted",
      at(5, { body: null, salt: null, redacted: { at: "2026-01-01T00:00:00Z", by: "x", reason: "y" } }),
      /entry 5: Its body was taken away, and no entry tells of a redaction/,
    ],
    [
      "a body put where one was redacted",
      at(3, { body: { text: "harmless" } }),
      /entry 3: It says that it was redacted/,
    ],
    [
      "a deleted entry",
      (entries) => entries.filter((one) => one.sequence !== 4),
      /entry 4: Entry 4 is missing/,
    ],
    ["a deleted first entry", (entries) => entries.slice(1), /entry 1: Entry 1 is missing/],
    ["a cut tail", (entries) => entries.slice(0, -2), /says that it has 8 entries; 6 are there/],
    ["everything gone", () => [], /says that it has 8 entries; 0 are there/],
    ["two swapped", (entries) => swap(entries, 4, 5), /entry 5: It does not follow/],
    [
      "two swapped with their numbers",
      (entries) => swap(entries, 4, 5).map((one, i) => ({ ...one, sequence: i + 1 })),
      /entry 4: /,
    ],
    ["one entry twice", (entries) => [...entries, ...entries.slice(-1)], /a second time, or out of order/],
    [
      "one entry's hash made to fit",
      (entries) => rehash(at(4, { actorLabel: "Nobody" })(entries), 4, 4),
      /entry 5: It does not follow/,
    ],
  ]

  it.each(tampered)("finds %s", async (_, change, fault) => {
    const file = path.join(folder, `${randomUUID()}.jsonl`)
    writeFileSync(file, lines({ ...whole, entries: change(structuredClone(whole.entries)) }))
    const { code, out } = await firebreak(["verify", file])
    expect(out).toMatch(fault)
    expect(code).toBe(1)
  })

  it("finds a chain rewritten as a whole, or cut with its head, by a hash from a message", async () => {
    const known = whole.headHash.slice(0, 16)
    const rewritten = rehash(at(4, { actorLabel: "Nobody" })(structuredClone(whole.entries)), 4)
    const cut = structuredClone(whole.entries).slice(0, 7)
    for (const entries of [rewritten, cut]) {
      const head = { headSequence: entries.length, headHash: entries.at(-1)?.hash ?? "" }
      const file = path.join(folder, `${randomUUID()}.jsonl`)
      writeFileSync(file, lines({ ...whole, ...head, entries }))
      expect((await firebreak(["verify", file])).code).toBe(0)
      const found = await firebreak(["verify", file, "--head", known])
      expect([found.code, found.out]).toEqual([1, expect.stringContaining(`No entry has the hash ${known}`)])
    }
    const middle = whole.entries[4]?.hash.slice(0, 16) ?? ""
    const fine = await firebreak(["verify", reference, "--head", middle.toUpperCase()])
    expect([fine.code, fine.out]).toEqual([0, expect.stringContaining("The known hash is that of entry 5.")])
    expect((await firebreak(["verify", reference, "--head", "abc"])).code).toBe(2)
  })

  it.each([
    ["half a file", (text: string) => text.slice(0, text.length / 2), /was cut|is not/],
    ["something else", () => '{"a":1}', /is not a timeline of Firebreak/],
    ["nothing", () => "", /is not a timeline of Firebreak/],
    ["numbers for texts", (text: string) => text.replace('"kind":"note.added"', '"kind":1'), /kind/],
  ])("refuses %s", async (_, change, words) => {
    const { code, err } = await firebreak(["verify", "-"], {}, change(lines(whole)))
    expect([code, err]).toEqual([2, expect.stringMatching(words)])
  })

  it("finds what was changed behind the database's back, here and on the server", async () => {
    const { reference, timeline } = await scene()
    const { ctx } = await signInAs(db, "viewer")
    const id = timeline.entries[0]?.incidentId
    await db.$transaction([
      db.$executeRawUnsafe("SET LOCAL session_replication_role = replica"),
      db.$executeRaw`UPDATE timeline_entry SET actor_label = 'Nobody' WHERE incident_id = ${id}::uuid AND sequence = 2`,
      db.$executeRaw`DELETE FROM timeline_entry WHERE incident_id = ${id}::uuid AND sequence = 5`,
    ])
    const { code, out } = await firebreak(["verify", reference])
    expect(code).toBe(1)
    expect(out).toMatch(/entry 2: Its header was changed/)
    expect(out).toMatch(/entry 5: Entry 5 is missing/)
    const report = await verifyChain({ ctx, reference })
    expect(report).toMatchObject({ ok: false, checked: 8, redacted: 1 })
    expect(report.faults.map((one) => one.sequence)).toEqual([2, 5, 6])
  })
})

function swap(entries: Timeline["entries"], a: number, b: number): Timeline["entries"] {
  return entries.map((one, i) => (i === a - 1 ? entries[b - 1] : i === b - 1 ? entries[a - 1] : one) ?? one)
}

/** Gives entries new hashes from `from` on, as somebody would who knows how the chain is made. */
function rehash(entries: Timeline["entries"], from: number, to = Number.POSITIVE_INFINITY) {
  let previousHash = entries[from - 2]?.hash ?? ""
  return entries.map((one) => {
    if (one.sequence < from || one.sequence > to) return one
    const { hash: _hash, salt, body, redacted, ...header } = one
    const bodyDigest = salt === null ? header.bodyDigest : digestBody(salt, body)
    const next = { ...header, bodyDigest, previousHash }
    previousHash = hashEntry(next)
    return { ...next, hash: previousHash, salt, body, redacted }
  })
}

function lines({ entries, ...head }: Timeline): string {
  return [head, ...entries].map((line) => JSON.stringify(line)).join("\n")
}
