import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, describe, expect, it } from "vitest"
import { changeRole } from "@/lib/accounts/change-role"
import { disableAccount } from "@/lib/accounts/disable-account"
import type { Context } from "@/lib/context"
import { handleStream } from "@/lib/http/event-stream"
import { addCredential } from "@/lib/incidents/add-credential"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createLiveLink } from "@/lib/live/create-live-link"
import { readLive } from "@/lib/live/data"
import { cleanForReaders } from "@/lib/live/live-entry"
import { revokeLiveLink } from "@/lib/live/revoke-live-link"
import { sayStanding } from "@/lib/live/say-standing"
import { startTimelineBus } from "@/lib/live/timeline-bus"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { waitFor } from "@/lib/testing/wait-for"
import { addNote } from "@/lib/timeline/add-note"
import { correctEntry } from "@/lib/timeline/correct-entry"
import { redactEntry } from "@/lib/timeline/redact-entry"

const { prisma: db, url, close } = await createTestDatabase()
const bus = startTimelineBus(url)
const server = createServer((request, response) => void handleStream(request, response, { db, bus }))
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await bus.stop()
  await close()
})

const admin = await signInAs(db, "administrator", "Ines Okafor")
const visitor: Context = { actor: { kind: "system", name: "visitor" }, db, now: () => new Date() }
const keyId = "AKIAIOSFODNN7EXAMPLE"

async function share(over: { agentInstruction?: string } = {}) {
  const incident = await declareIncident({
    ctx: admin.ctx,
    input: { title: `Key ${keyId} deletes buckets`, severity: 1, ...over },
  })
  const { path } = await createLiveLink({ ctx: admin.ctx, reference: incident.reference })
  return { ...incident, token: path.replace("/live/", "") }
}
const note = (reference: string, text: string, internal = false) =>
  addNote({ ctx: admin.ctx, reference, input: { text, internal } })

describe("the live page", () => {
  it("shows notes but no internal ones, nor their corrections or redactions", async () => {
    const { reference, token } = await share()
    await note(reference, "Deploys are stopped.")
    const hidden = await note(reference, "The intern did it.", true)
    await correctEntry({
      ctx: admin.ctx,
      reference,
      sequence: hidden.sequence,
      input: { text: "It was not the intern." },
    })
    const said = JSON.stringify(await readLive({ ctx: visitor, token }))
    expect(said).toContain("Deploys are stopped.")
    expect(said).not.toContain("intern")
  })

  it("loses the text of a redacted note", async () => {
    const { reference, token } = await share()
    const { sequence } = await note(reference, "the phrase is wombat-crossing")
    expect(JSON.stringify(await readLive({ ctx: visitor, token }))).toContain("wombat-crossing")
    await redactEntry({ ctx: admin.ctx, reference, sequence, input: { reason: "wombat slipped" } })
    const said = JSON.stringify(await readLive({ ctx: visitor, token }))
    expect(said).not.toContain("wombat")
    expect(said).toContain("(redacted)")
  })

  it("holds no secret, no whole key id and no id of ours", async () => {
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    const { id, reference, token } = await share({
      agentInstruction: `use password: hunter22222 and ${secret}`,
    })
    await note(reference, `found aws_secret_access_key=${secret} and bare ${secret} in the log`)
    await note(reference, "db is postgres://app:s3cretword@db.example.test/app")
    await addCredential({
      ctx: admin.ctx,
      reference,
      input: { connectionId: null, kind: "aws.access-key", identifier: keyId },
    })
    const live = await readLive({ ctx: visitor, token })
    const said = JSON.stringify(live)
    for (const word of [secret, "hunter22222", "s3cretword", keyId, id, admin.actor.userId, token])
      expect(said).not.toContain(word)
    expect(live.title).toBe("Key AKIA…MPLE deletes buckets")
    expect(live.containment.credentials).toEqual([
      { label: "AKIA…MPLE", certainty: "not_started", state: "planned" },
    ])
    expect(Object.keys(live)).not.toContain("liveLink")
  })

  it("leaves plain words alone", () => {
    const sha = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    expect(cleanForReaders(`commit ${sha} on acme/terraform-live`)).toContain(sha)
  })

  it("says no more than is proven", () => {
    const counts = { applied: 0, underWay: 0, notStarted: 0, unverifiable: 0, stated: 0, needsDecision: 0 }
    const standing = (total: number, proven: number) =>
      sayStanding({
        containment: { ...counts, total, proven, contained: total > 0 && total === proven, credentials: [] },
      })
    expect(standing(0, 0)).toBe("Which credentials it has is not known yet.")
    expect(standing(1, 0)).toBe("Its one known credential is not proven dead.")
    expect(standing(10, 3)).toBe("3 of its 10 known credentials are proven dead; 7 are not.")
    expect(standing(2, 2)).toBe("All 2 of its known credentials are proven dead.")
  })
})

describe("a live link", () => {
  it("is useless once revoked or replaced, and looks like one that never was", async () => {
    const { reference, token } = await share()
    const { path } = await createLiveLink({ ctx: admin.ctx, reference })
    const read = (each: string) => readLive({ ctx: visitor, token: each }).catch((error) => error.message)
    const never = await read("n".repeat(43))
    expect(never).toContain("does not exist or was revoked")
    expect(await read(token)).toBe(never)
    expect(await read(path.replace("/live/", ""))).toMatchObject({ reference })
    await revokeLiveLink({ ctx: admin.ctx, reference })
    expect(await read(path.replace("/live/", ""))).toBe(never)
    expect((await fetch(`${base}/api${path}/stream`)).status).toBe(404)
  })

  it("is made and revoked by the commander or an administrator alone", async () => {
    const { reference, token } = await share()
    for (const role of ["viewer", "operator"] as const) {
      const { ctx } = await signInAs(db, role)
      await expect(createLiveLink({ ctx, reference })).rejects.toMatchObject({ code: "not-permitted" })
      await expect(revokeLiveLink({ ctx, reference })).rejects.toMatchObject({ code: "not-permitted" })
    }
    expect(await readLive({ ctx: visitor, token })).toMatchObject({ reference })
  })
})

/** Follows a stream; `events` fills as they come, `ended` turns true when the server closes it. */
async function follow(address: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${address}`, { headers })
  const seen = { events: [] as { event: string; data: string }[], ended: false }
  void (async () => {
    let rest = ""
    for await (const chunk of response.body ?? []) {
      rest += Buffer.from(chunk).toString("utf8")
      const blocks = rest.split("\n\n")
      rest = blocks.pop() ?? ""
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1]
        if (event) seen.events.push({ event, data: /^data: (.*)$/m.exec(block)?.[1] ?? "" })
      }
    }
    seen.ended = true
  })().catch(() => undefined)
  await waitFor("hello", async () => seen.events[0])
  return seen
}
const names = (seen: { events: { event: string }[] }) => seen.events.map((each) => each.event)

describe("a stream", () => {
  it("of a link carries public entries, only a nod for hidden ones, and ends with the revocation", async () => {
    const { reference, token } = await share()
    const seen = await follow(`/api/live/${token}/stream`)
    await note(reference, "Deploys are stopped.")
    await note(reference, "The intern did it.", true)
    await waitFor("three events", async () => (seen.events.length >= 3 ? true : null))
    expect(names(seen)).toEqual(["hello", "entry", "changed"])
    expect(seen.events[1]?.data).toContain("Deploys are stopped.")
    expect(seen.events[2]?.data).toBe("{}")
    await revokeLiveLink({ ctx: admin.ctx, reference })
    await note(reference, "Said after the revocation.")
    await waitFor("the end", async () => (seen.ended ? true : null))
    expect(names(seen).at(-1)).toBe("ended")
    expect(JSON.stringify(seen.events)).not.toContain("after the revocation")
  })

  it("of a person tells a changed role, and ends when the account is disabled", async () => {
    const { reference } = await share()
    const person = await signInAs(db, "viewer")
    const id = person.actor.userId
    const seen = await follow(`/api/incidents/${reference}/stream`, { cookie: person.cookie })
    await changeRole({ ctx: admin.ctx, id, input: { role: "operator" } })
    await waitFor("changed", async () => (names(seen).includes("changed") ? true : null))
    await disableAccount({ ctx: admin.ctx, id })
    await waitFor("the end", async () => (seen.ended ? true : null))
    expect(names(seen).at(-1)).toBe("ended")
    const again = await fetch(`${base}/api/incidents/${reference}/stream`, {
      headers: { cookie: person.cookie },
    })
    expect(again.status).toBe(401)
  })

  it("is refused before it starts to who may not read", async () => {
    const { reference } = await share()
    expect((await fetch(`${base}/api/incidents/${reference}/stream`)).status).toBe(401)
    const other = await fetch(`${base}/api/incidents/INC-999999/stream`, {
      headers: { cookie: admin.cookie },
    })
    expect(other.status).toBe(404)
  })
})
