import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { setEnv } from "@/lib/env"
import { addCredential } from "@/lib/incidents/add-credential"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createTestDatabase } from "@/lib/testing/database"
import { bodyOf, findRoutes, type Method, paramsOf } from "@/lib/testing/find-routes"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"
import { addNote } from "@/lib/timeline/add-note"

/* What belongs to one incident is not there under the address of another: found for every route by its file. */

const database = await createTestDatabase()
const db = database.prisma
setEnv({ DATABASE_URL: database.url })
afterAll(() => database.close())

const { methods } = await findRoutes()
const nested = methods.filter((one) => /\[reference\].*\[\w+\]/.test(one.address))
/** "plans" of "/api/incidents/[reference]/plans/[planId]/approve", with the name of its parameter. */
const partOf = ({ address }: Method) => {
  const [, part = "", param = ""] = /\[reference\]\/(?:.*\/)?([\w-]+)\/\[(\w+)\]/.exec(address) ?? []
  return { part, param }
}

let admin: TestPerson
let mine = ""
let theirs = ""
const ids: Record<string, string> = {}

beforeAll(async () => {
  admin = await signInAs(db, "administrator", "Ines Okafor")
  const { ctx } = admin
  mine = (await declareIncident({ ctx, input: { title: "Mine", severity: 2 } })).reference
  const declared = await declareIncident({ ctx, input: { title: "Theirs", severity: 2 } })
  theirs = declared.reference
  const incidentId = declared.id
  const connection = await db.connection.create({ data: { name: "theirs", connector: "test", config: {} } })
  await db.incidentConnection.create({
    data: { incidentId, isDrill: false, connectionId: connection.id, isRange: false },
  })
  const more = await addCredential({
    ctx,
    reference: theirs,
    input: { connectionId: connection.id, kind: "test.thing", identifier: "key" },
  })
  for (let i = 0; i < 5; i += 1) await addNote({ ctx, reference: theirs, input: { text: "A note." } })
  const sha256 = "a".repeat(64)
  const row = { incidentId, connectionId: connection.id }
  ids.timeline = "6"
  ids.credentials = more.credentials[0]?.id ?? ""
  ids.plans = (
    await db.plan.create({
      data: { incidentId, kind: "contain", title: "Contain", hash: sha256, createdBy: "x" },
    })
  ).id
  ids["action-items"] = (
    await db.actionItem.create({
      data: { incidentId, title: "x", type: "prevent", owner: "x", createdBy: "x" },
    })
  ).id
  ids.damages = (
    await db.damage.create({
      data: {
        ...row,
        resource: "x",
        resourceType: "x",
        name: "x",
        grade: 1,
        effect: "deleted",
        statement: "x",
        by: [],
        actor: "known",
      },
    })
  ).id
  ids.assessments = (
    await db.assessment.create({
      data: { incidentId, windowFrom: new Date(), windowTo: new Date(), requestedBy: "x" },
    })
  ).id
  ids.evidence = sha256
  await db.evidence.create({
    data: {
      incidentId,
      sha256,
      bytes: 1n,
      mediaType: "text/plain",
      name: "x",
      origin: "x",
      collectedAt: new Date(),
    },
  })
})

async function call(method: Method, params: Record<string, string>): Promise<Response> {
  const request = new Request(`http://127.0.0.1:3000${method.address}`, {
    method: method.verb,
    headers: { host: "127.0.0.1:3000", cookie: admin.cookie, "content-type": "application/json" },
    ...(method.verb === "GET" ? {} : { body: JSON.stringify(bodyOf(method)) }),
  })
  return method.call(request, { params: Promise.resolve(params) })
}

/** Everything that a write would leave behind. */
const state = async () =>
  JSON.stringify([
    await db.incident.findMany({ orderBy: { id: "asc" } }),
    await db.plan.findMany(),
    await db.credential.findMany(),
    await db.actionItem.findMany(),
    await db.damage.findMany(),
    await db.assessment.findMany(),
  ])

it("the table of this test knows every kind of thing that an incident has", () => {
  expect(nested.length).toBeGreaterThan(8)
  expect([...new Set(nested.map((one) => partOf(one).part))].sort()).toEqual(Object.keys(ids).sort())
})

describe("what another incident has is not found here", () => {
  it.each(nested.map((one) => [one.name, one] as const))("%s", async (_name, method) => {
    const { part, param } = partOf(method)
    const before = await state()
    const answer = await call(method, { ...paramsOf(method), reference: mine, [param]: ids[part] ?? "" })
    expect([answer.status, (await answer.json()).code]).toEqual([404, "not-found"])
    expect(await state()).toBe(before)
  })

  it("while under its own address it is", async () => {
    const plan = nested.find((one) => one.name === "GET /api/incidents/[reference]/plans/[planId]")
    if (!plan) throw new Error("no such route")
    const answer = await call(plan, { reference: theirs, planId: ids.plans ?? "" })
    expect(answer.status).toBe(200)
  })
})
