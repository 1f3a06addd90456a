import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { transaction } from "@/lib/db/transaction"
import { handleStream } from "@/lib/http/event-stream"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createLiveLink } from "@/lib/live/create-live-link"
import { revokeLiveLink } from "@/lib/live/revoke-live-link"
import { startTimelineBus } from "@/lib/live/timeline-bus"
import { createTestDatabase } from "@/lib/testing/database"
import { type FollowedStream, followStream } from "@/lib/testing/follow-stream"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { waitFor } from "@/lib/testing/wait-for"
import { addNote } from "@/lib/timeline/add-note"
import { appendEntry } from "@/lib/timeline/append-entry"

const database = await createTestDatabase()
const db = database.prisma
const bus = startTimelineBus(database.url)
const responses: ServerResponse[] = []
let running = 0
const server = createServer(async (request, response) => {
  responses.push(response)
  running += 1
  // As a browser that is closed at the wrong moment.
  if (request.headers["x-gone"]) request.socket.destroy()
  const taken = await handleStream(request, response, { db, bus })
  running -= 1
  if (!taken) response.writeHead(204).end()
})
let origin = ""
let me: TestPerson
const open: FollowedStream[] = []

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  me = await signInAs(db, "operator", "Ines Okafor")
})
afterAll(async () => {
  for (const one of open) one.close()
  server.closeAllConnections()
  server.close()
  await bus.stop()
  await database.close()
})

const declare = async () =>
  (await declareIncident({ ctx: me.ctx, input: { title: "An agent deletes things", severity: 2 } })).reference
const note = (reference: string, text: string, internal = false) =>
  addNote({ ctx: me.ctx, reference, input: { text, internal } })

async function follow(path: string, headers: Record<string, string> = { cookie: me.cookie }) {
  const stream = await followStream(`${origin}${path}`, { headers })
  open.push(stream)
  return stream
}
const followIncident = (reference: string, after: number, headers?: Record<string, string>) =>
  follow(`/api/incidents/${reference}/stream?after=${after}`, headers)

const until = (what: string, holds: () => boolean, withinMs = 8_000) =>
  waitFor(what, async () => (holds() ? true : null), withinMs)
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i)

describe("before the stream starts", () => {
  it.each([
    ["nobody is signed in", "/api/incidents/INC-1/stream", {}, 401, "not-signed-in"],
    [
      "the cookie is forged",
      "/api/incidents/INC-1/stream",
      { cookie: "firebreak.session=x" },
      401,
      "not-signed-in",
    ],
    [
      "the token is unknown",
      "/api/incidents/INC-1/stream",
      { authorization: "Bearer fbt_0123456789abcdef" },
      401,
      "not-signed-in",
    ],
    ["there is no such incident", "/api/incidents/INC-999/stream", null, 404, "not-found"],
    ["there is no such live link", `/api/live/${"a".repeat(43)}/stream`, {}, 404, "not-found"],
    ["the cursor is no number", "/api/incidents/INC-1/stream?after=x", null, 400, "invalid-input"],
    ["the cursor is negative", "/api/incidents/INC-1/stream?after=-1", null, 400, "invalid-input"],
  ])("%s: a problem", async (_what, path, headers, status, code) => {
    await declare()
    const stream = await follow(path, headers ?? { cookie: me.cookie })
    await until("the answer", () => stream.ended())
    expect(stream.status).toBe(status)
    expect(stream.headers["content-type"]).toBe("application/problem+json")
    expect(JSON.parse(stream.text())).toMatchObject({ status, code, detail: expect.stringMatching(/.{10}/) })
  })

  it("only GET is taken; other addresses are left alone", async () => {
    const posted = await followStream(`${origin}/api/incidents/INC-1/stream`, { method: "POST" })
    expect(posted.status).toBe(405)
    for (const path of [
      "/",
      "//",
      "/api/incidents/INC-1",
      "/api/live/short/stream",
      "/api/incidents/INC-0/stream",
    ])
      expect((await followStream(`${origin}${path}`)).status).toBe(204)
  })

  it("a reader who left meanwhile leaves nothing running", async () => {
    const reference = await declare()
    await until("earlier streams", () => running === 0 || open.every((one) => one.ended()))
    const before = running
    await expect(followIncident(reference, 0, { cookie: me.cookie, "x-gone": "1" })).rejects.toThrow()
    await until("the end of it", () => running === before)
  })
})

describe("no loss and no repeat", () => {
  it("over reconnects with Last-Event-ID in the midst of writing", async () => {
    const reference = await declare()
    const seen: number[] = []
    let writing = true
    const writer = (async () => {
      for (let i = 0; i < 60; i += 1) await note(reference, `Note ${i}`)
      writing = false
    })()
    const last = async () => (await db.incident.findUniqueOrThrow({ where: { reference } })).headSequence
    let first = true
    while (writing || seen.at(-1) !== (await last())) {
      // A browser gives its first address again, and the header with it: the header counts.
      const stream: FollowedStream = await followIncident(reference, 0, {
        cookie: me.cookie,
        ...(first ? {} : { "last-event-id": String(seen.at(-1) ?? 0) }),
      })
      first = false
      const wanted = 3 + (seen.length % 7)
      const head = await last()
      await until(
        "some entries",
        () => stream.sequences().length >= Math.min(wanted, head - (seen.at(-1) ?? 0)),
      )
      stream.close()
      seen.push(...stream.sequences())
    }
    await writer
    expect(seen).toEqual(upTo(61))
  })

  it("when the LISTEN connection is killed", async () => {
    const reference = await declare()
    const stream = await followIncident(reference, 0)
    await until("the first entry", () => stream.sequences().length === 1)
    for (let round = 0; round < 3; round += 1) {
      const killed = await db.$queryRaw<{ n: number }[]>`
        SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
        WHERE application_name = 'firebreak listen' AND datname = current_database()`
      expect(killed[0]?.n).toBe(1)
      // Written while nobody listens, and again afterwards.
      await note(reference, `Round ${round}`)
      await until("what was written in the gap", () => stream.sequences().length === 2 + round, 5_000)
      await until("a new connection", () => bus.state() === "listening")
    }
    expect(stream.sequences()).toEqual(upTo(4))
  })

  it("with a cursor from another time", async () => {
    const reference = await declare()
    const stream = await followIncident(reference, 5_000_000_000)
    await until("the greeting", () => stream.events.length > 0)
    await note(reference, "next")
    await until("the entry", () => stream.sequences().length === 1)
    expect(stream.sequences()).toEqual([2])
  })

  it("for many readers over one connection to the database", async () => {
    const reference = await declare()
    const streams = await Promise.all(upTo(25).map(() => followIncident(reference, 0)))
    await Promise.all(upTo(10).map((i) => note(reference, `Note ${i}`)))
    await until("all entries at all readers", () => streams.every((one) => one.sequences().length >= 11))
    for (const one of streams) expect(one.sequences()).toEqual(upTo(11))
    const listening = await db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE application_name = 'firebreak listen' AND datname = current_database()`
    expect(listening[0]?.n).toBe(1)
    for (const one of streams) one.close()
  })

  it("another incident's entries do not come", async () => {
    const [one, two] = [await declare(), await declare()]
    const stream = await followIncident(one, 1)
    await note(two, "elsewhere")
    await note(one, "here")
    await until("the entry", () => stream.sequences().length === 1)
    expect(stream.events.at(-1)?.data).toMatchObject({ note: "here" })
  })
})

it("ends within 5 s for whoever may not read any more, and tells whose role changed", async () => {
  const reference = await declare()
  const [revoked, disabled, expired, demoted, staying] = await Promise.all(
    ["a", "b", "c", "d", "e"].map((name) => signInAs(db, "operator", name)),
  )
  if (!revoked || !disabled || !expired || !demoted || !staying) throw new Error("five people")
  const streams = await Promise.all(
    [revoked, disabled, expired, demoted, staying].map((one) =>
      followIncident(reference, 1, { cookie: one.cookie }),
    ),
  )
  await until("all greetings", () => streams.every((one) => one.events.length > 0))
  const at = new Date()
  await db.session.update({ where: { id: revoked.actor.sessionId }, data: { revokedAt: at } })
  await db.user.update({ where: { id: disabled.actor.userId }, data: { disabledAt: at } })
  await db.session.update({ where: { id: expired.actor.sessionId }, data: { expiresAt: at } })
  await db.user.update({ where: { id: demoted.actor.userId }, data: { role: "viewer" } })
  const said = () => streams.map((one) => one.events.at(-1)?.event)
  await until(
    "what each is told",
    () =>
      said()
        .slice(0, 4)
        .every((event) => event !== "hello"),
    5_000,
  )
  expect(said()).toEqual(["ended", "ended", "ended", "changed", "hello"])
  await until("their ends", () => streams.slice(0, 3).every((one) => one.ended()))
  expect(streams.slice(3).map((one) => one.ended())).toEqual([false, false])
})

describe("a live link", () => {
  it("shows what happened without internal notes, secrets and key ids, and ends when it is revoked", async () => {
    const reference = await declare()
    const { path } = await createLiveLink({ ctx: me.ctx, reference })
    const stream = await follow(`/api${path}/stream?after=0`, {})
    await note(reference, "The storage is **being restored**.")
    await note(reference, "Between us: it was the intern's laptop.", true)
    await note(reference, "key AKIAIOSFODNN7EXAMPLE, password: correct-horse-battery")
    await until("the last note", () => stream.sequences().includes(5))
    expect(stream.sequences()).toEqual([1, 3, 5])
    const text = JSON.stringify(stream.events)
    expect(text).toContain("being restored")
    for (const secret of ["intern", "AKIAIOSFODNN7EXAMPLE", "correct-horse", "bodyDigest", me.actor.email])
      expect(text).not.toContain(secret)
    await revokeLiveLink({ ctx: me.ctx, reference })
    await until("the end", () => stream.ended())
    expect(stream.events.at(-1)?.event).toBe("ended")
    expect((await follow(`/api${path}/stream`, {})).status).toBe(404)
  })
})

it("waits for a slow reader instead of piling entries up", async () => {
  const reference = await declare()
  const { id } = await db.incident.findUniqueOrThrow({ where: { reference } })
  const size = 250_000
  const stream = await followIncident(reference, 1)
  const response = responses.at(-1)
  await until("the greeting", () => stream.events.length > 0)
  stream.pause()
  await transaction(db, async (tx) => {
    for (let i = 0; i < 100; i += 1)
      await appendEntry(tx, {
        incidentId: id,
        kind: "note.added",
        actor: me.actor,
        now: new Date(),
        body: { text: `${i} ${"x".repeat(size)}` },
      })
  })
  await until("a full buffer", () => response?.writableNeedDrain === true)
  // Each entry carries its text twice (note and body); one that waits is all that may lie in memory.
  expect(response?.writableLength).toBeLessThan(4 * size)
  stream.resume()
  await until("everything", () => stream.sequences().length === 100, 20_000)
  expect(stream.sequences()).toEqual(upTo(101, 2))
})
