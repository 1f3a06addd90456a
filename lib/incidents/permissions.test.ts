import { randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Context } from "@/lib/context"
import { addConnection } from "@/lib/incidents/add-connection"
import { addCredential } from "@/lib/incidents/add-credential"
import { answerRole } from "@/lib/incidents/answer-role"
import { attachAgent } from "@/lib/incidents/attach-agent"
import { changeSeverity } from "@/lib/incidents/change-severity"
import { changeStatus } from "@/lib/incidents/change-status"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { offerRole } from "@/lib/incidents/offer-role"
import { stateCredential } from "@/lib/incidents/state-credential"
import { stateFirstStep } from "@/lib/incidents/state-first-step"
import { takeRole } from "@/lib/incidents/take-role"
import { updateIncident } from "@/lib/incidents/update-incident"
import { createLiveLink } from "@/lib/live/create-live-link"
import { revokeLiveLink } from "@/lib/live/revoke-live-link"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { addNote } from "@/lib/timeline/add-note"
import { correctEntry } from "@/lib/timeline/correct-entry"
import { insertFact } from "@/lib/timeline/insert-fact"
import { pinEntry } from "@/lib/timeline/pin-entry"
import { redactEntry } from "@/lib/timeline/redact-entry"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)

const commander = await signInAs(db, "operator", "Ines Okafor")
const operator = await signInAs(db, "operator", "Jonas Brandt")
const viewer = await signInAs(db, "viewer", "Vera Lindqvist")
const token = (...scopes: string[]): Context => ({
  ...commander.ctx,
  actor: { kind: "machine", tokenId: randomUUID(), name: "token", scopes, role: "administrator" },
})
let reference = ""
let credentialId = ""
let version = 0

type Who = "viewer" | "another operator" | "a token that only reads"
type Verb = { call: (ctx: Context) => Promise<unknown>; refused: Who[] }

const everybody: Who[] = ["viewer", "another operator", "a token that only reads"]
const below: Who[] = ["viewer", "a token that only reads"]
const tokens: Who[] = ["a token that only reads"]

/** Every write of these folders, and who may not do it. */
const verbs: Record<string, Verb> = {
  "incidents/add-connection": {
    call: (ctx) => addConnection({ ctx, reference, input: { connectionId: randomUUID() } }),
    refused: below,
  },
  "incidents/add-credential": {
    call: (ctx) =>
      addCredential({ ctx, reference, input: { connectionId: null, kind: "other", identifier: "x" } }),
    refused: below,
  },
  "incidents/answer-role": {
    call: (ctx) => answerRole({ ctx, reference, input: { handOverId: offerId, accept: true } }),
    refused: everybody,
  },
  "incidents/attach-agent": {
    call: (ctx) => attachAgent({ ctx, reference, input: { agentId: randomUUID() } }),
    refused: below,
  },
  "incidents/change-severity": {
    call: (ctx) => changeSeverity({ ctx, reference, input: { severity: 4, why: "x" } }),
    refused: everybody,
  },
  "incidents/change-status": {
    call: (ctx) => changeStatus({ ctx, reference, input: { status: "assessing", why: "x" } }),
    refused: everybody,
  },
  "incidents/declare-incident": {
    call: (ctx) => declareIncident({ ctx, input: { title: "x", severity: 4 } }),
    refused: below,
  },
  "incidents/offer-role": {
    call: (ctx) => offerRole({ ctx, reference, input: { role: "commander", userId: operator.actor.userId } }),
    refused: everybody,
  },
  "incidents/state-credential": {
    call: (ctx) => stateCredential({ ctx, reference, credentialId, input: { note: "x" } }),
    refused: below,
  },
  "incidents/state-first-step": {
    call: (ctx) => stateFirstStep({ ctx, reference, input: { kind: "stop", note: "x" } }),
    refused: below,
  },
  "incidents/take-role": {
    call: (ctx) => takeRole({ ctx, reference, input: { role: "scribe" } }),
    refused: below,
  },
  "incidents/update-incident": {
    call: (ctx) => updateIncident({ ctx, reference, input: { version, title: "x" } }),
    refused: below,
  },
  "live/create-live-link": { call: (ctx) => createLiveLink({ ctx, reference }), refused: everybody },
  "live/revoke-live-link": { call: (ctx) => revokeLiveLink({ ctx, reference }), refused: everybody },
  "timeline/add-note": { call: (ctx) => addNote({ ctx, reference, input: { text: "x" } }), refused: tokens },
  "timeline/correct-entry": {
    call: (ctx) => correctEntry({ ctx, reference, sequence: 1, input: { text: "x" } }),
    refused: tokens,
  },
  "timeline/insert-fact": {
    call: (ctx) => insertFact({ ctx, reference, input: { text: "x", occurredAt: "2026-01-01T00:00:00Z" } }),
    refused: tokens,
  },
  "timeline/pin-entry": {
    call: (ctx) => pinEntry({ ctx, reference, sequence: 1, input: { pinned: true } }),
    refused: below,
  },
  "timeline/redact-entry": {
    call: (ctx) => redactEntry({ ctx, reference, sequence: 1, input: { reason: "x" } }),
    refused: everybody,
  },
}
let offerId = ""

beforeAll(async () => {
  const incident = await declareIncident({ ctx: commander.ctx, input: { title: "An agent", severity: 2 } })
  reference = incident.reference
  const more = await addCredential({
    ctx: commander.ctx,
    reference,
    input: { connectionId: null, kind: "other", identifier: "key" },
  })
  credentialId = more.credentials[0]?.id ?? ""
  const third = await signInAs(db, "operator", "Third")
  const offered = await offerRole({
    ctx: commander.ctx,
    reference,
    input: { role: "operations", userId: third.actor.userId },
  })
  offerId = offered.handOvers[0]?.id ?? ""
  version = offered.version
})

it("the table names every write there is", () => {
  const root = path.join(import.meta.dirname, "..")
  const found = ["incidents", "live", "timeline"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => readFileSync(path.join(root, folder, file), "utf8").includes("transaction(ctx.db"))
      .map((file) => `${folder}/${file.replace(/\.ts$/, "")}`),
  )
  expect(found.sort()).toEqual(Object.keys(verbs).sort())
})

const callers: Record<Who, Context> = {
  viewer: viewer.ctx,
  "another operator": operator.ctx,
  "a token that only reads": token("incidents:read", "plans:write"),
}
const refusals = Object.entries(verbs).flatMap(([name, verb]) =>
  verb.refused.map((who) => [name, who, verb] as const),
)

describe("is refused, and nothing changes", () => {
  it.each(refusals)("%s by %s", async (_name, who, verb) => {
    const before = await db.incident.findMany({ orderBy: { id: "asc" } })
    await expect(verb.call(callers[who])).rejects.toMatchObject({ code: "not-permitted" })
    expect(await db.incident.findMany({ orderBy: { id: "asc" } })).toEqual(before)
  })
})

it("whoever may, can: the table refuses nothing by accident", async () => {
  await takeRole({ ctx: operator.ctx, reference, input: { role: "scribe" } })
  for (const ctx of [viewer.ctx, operator.ctx, commander.ctx, token("incidents:write", "incidents:read")])
    await expect(addNote({ ctx, reference, input: { text: "A note." } })).resolves.toMatchObject({
      sequence: expect.any(Number),
    })
  await expect(
    changeSeverity({ ctx: commander.ctx, reference, input: { severity: 1, why: "worse" } }),
  ).resolves.toMatchObject({ severity: 1 })
})
