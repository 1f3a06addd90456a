import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { z } from "zod"
import { setEnv } from "@/lib/env"
import { declareIncident } from "@/lib/incidents/declare-incident"
import { createTestDatabase } from "@/lib/testing/database"
import { bodyOf, findRoutes, type Method, paramsOf, unguarded } from "@/lib/testing/find-routes"
import { fieldsOf, sampleOf } from "@/lib/testing/sample-value"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"

/*
 * Every route there is, found by its file: what it must refuse, and that nothing is written then. A new route needs
 * nothing here, except a line in `samples` of lib/testing/find-routes.ts when its body cannot be made from its schema.
 */

const database = await createTestDatabase()
const db = database.prisma
setEnv({ DATABASE_URL: database.url })

/** What a viewer may do as well: their own account, notes, acknowledgements. */
const viewersMay = [
  /^PATCH \/api\/me$/,
  /^POST \/api\/me\/password$/,
  / \/api\/sessions/,
  /^POST \/api\/incidents\/\[reference\]\/(notes|facts|timeline\/\[sequence\]\/correct|roles\/answer)$/,
  /^POST \/api\/alerts\/\[id\]\/acknowledge$/,
]
/** What every token may: it says who it is, and its own sessions are none. */
const tokensMay = [/^GET \/api\/me$/, / \/api\/sessions/]

const { methods, files } = await findRoutes()
const writes = methods.filter((one) => one.verb !== "GET")
const guarded = methods.filter((one) => one.shape.access === "signed-in")
const rows = (list: Method[]) => list.map((one) => [one.name, one] as const)

let admin: TestPerson
let viewer: TestPerson
let token = ""
let counts: Record<string, string>

beforeAll(async () => {
  admin = await signInAs(db, "administrator", "Ines Okafor")
  viewer = await signInAs(db, "viewer", "Vera Lindqvist")
  await declareIncident({ ctx: admin.ctx, input: { title: "An agent deletes things", severity: 2 } })
  const { hashToken } = await import("@/lib/auth/hash-token")
  token = `fbt_${randomBytes(24).toString("base64url")}`
  await db.machineToken.create({
    data: {
      name: "no scopes",
      tokenHash: hashToken(token),
      prefix: token.slice(0, 8),
      scopes: [],
      createdById: admin.actor.userId,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
  counts = await census()
})
afterAll(() => database.close())

/** Of every table: how many rows, and the youngest transaction that wrote one: inserts and updates both show. */
async function census(): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name NOT IN ('session', 'machine_token', '_prisma_migrations')`
  const each = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) AS state FROM "${name}"`,
  )
  const found = await db.$queryRawUnsafe<{ name: string; state: string }[]>(each.join(" UNION ALL "))
  return Object.fromEntries(found.map((one) => [one.name, one.state]))
}

async function nothingWritten(): Promise<void> {
  const now = await census()
  const before = counts
  counts = now
  expect(now).toEqual(before)
}

function queryOf({ shape, name }: Method): string {
  const sample = sampleOf(shape.query) as Record<string, string> | undefined
  if (!sample) throw new Error(`No query could be made for ${name}.`)
  return new URLSearchParams(sample).toString()
}

type Given = {
  cookie?: string
  headers?: Record<string, string>
  params?: Record<string, string>
  query?: string
  /** A string or bytes are sent as they are, anything else as JSON. */
  body?: unknown
}

async function call(method: Method, given: Given = {}): Promise<Response> {
  const { cookie = admin.cookie, headers = {}, params = paramsOf(method), query = queryOf(method) } = given
  const body = "body" in given ? given.body : bodyOf(method)
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream
  const sent =
    method.verb === "GET" ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body), duplex: "half" }
  const request = new Request(`http://127.0.0.1:3000${method.address}${query ? `?${query}` : ""}`, {
    method: method.verb,
    headers: {
      host: "127.0.0.1:3000",
      ...(cookie ? { cookie } : {}),
      ...(method.verb === "GET" ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...sent,
  })
  return method.call(request, { params: Promise.resolve(params) })
}

/** A refusal that helps: problem+json, a sentence, and nothing of our insides. */
async function refused(response: Response, statuses: number[], codes: string[] = []): Promise<void> {
  const text = await response.text()
  expect(statuses, `${response.status} ${text.slice(0, 400)}`).toContain(response.status)
  expect(response.headers.get("content-type")).toBe("application/problem+json")
  expect(response.headers.get("cache-control")).toBe("no-store")
  const problem = JSON.parse(text) as Record<string, unknown>
  expect(problem).toMatchObject({ status: response.status, type: `/docs/errors/${problem.code}` })
  expect(problem.detail).toMatch(/^.{12,}$/s)
  expect(text).not.toMatch(/prisma|node_modules|\bat \/|\.ts:\d|\[object |"stack"|SELECT |invocation/i)
  if (codes.length > 0) expect(codes).toContain(problem.code)
}

it("every route is found, and what is not made by defineRoute is known", () => {
  expect(methods.length).toBeGreaterThan(60)
  expect(unguarded.filter((one) => !files.includes(one))).toEqual([])
})

describe("nobody who is not signed in", () => {
  it.each(rows(guarded))("%s", async (_name, method) => {
    await refused(await call(method, { cookie: "" }), [401], ["not-signed-in"])
    await refused(await call(method, { cookie: "firebreak.session=eyJhbGciOiJkaXIifQ..x.y.z" }), [401])
    // A token that is wrong is not rescued by a good cookie.
    const headers = { authorization: `Bearer fbt_${"x".repeat(32)}` }
    await refused(await call(method, { headers }), [401], ["not-signed-in"])
    await nothingWritten()
  })
})

describe("no page of another site", () => {
  it.each(rows(writes))("%s", async (_name, method) => {
    const strange: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "same-site" },
    ]
    for (const headers of strange)
      await refused(await call(method, { headers }), [403], ["cross-site-request"])
    await nothingWritten()
  })
})

describe("a viewer writes nothing", () => {
  const theirs = writes.filter(
    (one) => one.shape.access === "signed-in" && !viewersMay.some((may) => may.test(one.name)),
  )
  it.each(rows(theirs))("%s", async (_name, method) => {
    await refused(await call(method, { cookie: viewer.cookie }), [403, 404], ["not-permitted", "not-found"])
    await nothingWritten()
  })
})

describe("a token without scopes", () => {
  const theirs = guarded.filter((one) => !tokensMay.some((may) => may.test(one.name)))
  it.each(rows(theirs))("%s", async (_name, method) => {
    const headers = { authorization: `Bearer ${token}` }
    await refused(await call(method, { cookie: "", headers }), [403, 404], ["not-permitted", "not-found"])
    await nothingWritten()
  })
})

describe("a body that is none", () => {
  const piece = new Uint8Array(500_000).fill(120)
  const tenMegabytes = () =>
    new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i += 1) controller.enqueue(piece)
        controller.close()
      },
    })
  const deep = `${'{"config":'.repeat(1_000)}1${"}".repeat(1_000)}`
  it.each(rows(writes))("%s", async (_name, method) => {
    for (const body of ["{", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "[]", "null", deep])
      await refused(await call(method, { body }), [400], ["invalid-input"])
    const headers = { "content-type": "text/plain" }
    await refused(await call(method, { headers, body: '{"a":1}' }), [415])
    await refused(await call(method, { headers: { "content-length": "10000000" }, body: "{}" }), [413])
    await refused(await call(method, { body: tenMegabytes() }), [413], ["body-too-large"])
    await nothingWritten()
  })

  it("in every other way, at one address", async () => {
    const method = writes.find((one) => one.name === "POST /api/incidents") as Method
    for (const body of ["[1,2", "{'a':1}", '{"a":1}}', "nonsense", "true", "12", '"text"', "\ufeff", "NaN"])
      await refused(await call(method, { body }), [400], ["invalid-input"])
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonp",
      "",
    ])
      await refused(await call(method, { headers: { "content-type": type }, body: '{"a":1}' }), [415])
    await nothingWritten()
  })
})

describe("a body with fields that are not asked for", () => {
  it.each(rows(writes))("%s", async (_name, method) => {
    const text = JSON.stringify(bodyOf(method))
    for (const more of ['"surprise":1', '"__proto__":{"role":"administrator"}']) {
      const joined = text === "{}" ? `{${more}}` : `${text.slice(0, -1)},${more}}`
      await refused(await call(method, { body: joined }), [400], ["invalid-input"])
    }
    await nothingWritten()
  })
})

describe("fields of another kind", () => {
  /** No field of any kind may take these: they cannot be stored. */
  const never = ["\u0000", "a\u0000b", "\ud800", "x\udfffy"]
  const strange = [
    ...never,
    { deep: [{ a: 1 }] },
    [[]],
    "a\u0007b",
    1e308,
    -1,
    2_147_483_648,
    9_007_199_254_740_992,
    1.5,
    "0000-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z",
    "x".repeat(100_000),
    true,
    null,
  ]
  /** They are compared with a hash, never kept. */
  const compared = ["password", "current"]
  it.each(rows(writes.filter((one) => one.shape.input !== null)))("%s", async (_name, method) => {
    const body = bodyOf(method)
    const params = paramsOf(method)
    for (const field of Object.keys(fieldsOf(method.shape.input as z.ZodType))) {
      const bodies = strange.map((value) => ({ value, body: { ...body, [field]: value } }))
      const taken = bodies.filter((one) => method.shape.input?.safeParse(one.body).success)
      if (!compared.includes(field))
        expect(taken.filter((one) => never.includes(one.value as string))).toEqual([])
      const hidden = { ...body, [field]: { deep: [{ "a\u0000b": ["\ud800"] }] } }
      await refused(await call(method, { body: hidden }), [400], ["invalid-input"])
      const left = bodies.find((one) => !taken.includes(one))
      if (left) await refused(await call(method, { body: left.body }), [400], ["invalid-input"])
      // What the schema takes must be possible to look for and to keep: where nothing is, nothing breaks.
      if (!method.address.includes("[")) continue
      const nowhere = "reference" in params ? { ...params, reference: "INC-999" } : params
      for (const one of taken)
        await refused(await call(method, { body: one.body, params: nowhere }), [400, 404, 409])
    }
    await nothingWritten()
  })
})

describe("addresses that lead nowhere", () => {
  const addressed = methods.filter((one) => one.address.includes("["))
  it.each(rows(addressed))("%s", async (_name, method) => {
    const params = paramsOf(method)
    if ("reference" in params) {
      const elsewhere = { ...params, reference: "DRILL-1" }
      await refused(await call(method, { params: elsewhere }), [404], ["not-found"])
    }
    if (Object.keys(params).some((key) => key !== "reference"))
      await refused(await call(method), [404, 409], ["not-found", "conflict"])
    const values = [
      "",
      "..",
      "../../etc/passwd",
      "a\u0000b",
      "\ud800",
      "' OR 1=1 --",
      "x".repeat(5_000),
      "-1",
      "1e9",
      "0",
    ]
    for (const key of Object.keys(params)) {
      for (const value of values)
        expect(method.shape.params?.safeParse({ ...params, [key]: value }).success).toBe(false)
      await refused(
        await call(method, { params: { ...params, [key]: "a\u0000b" } }),
        [400],
        ["invalid-input"],
      )
    }
    await nothingWritten()
  })
})

describe("a query that is not understood", () => {
  it.each(rows(methods))("%s", async (_name, method) => {
    const base = queryOf(method)
    await refused(await call(method, { query: `${base}&surprise=1` }), [400], ["invalid-input"])
    for (const field of Object.keys(fieldsOf(method.shape.query)))
      for (const value of [
        "a%00b",
        "%ff%fe",
        "x".repeat(5_000),
        "-1",
        "99999999999999999999",
        "0000-01-01T00:00:00Z",
        "' OR 1=1 --",
      ]) {
        const answer = await call(method, { query: `${base}&${field}=${value}`, params: paramsOf(method) })
        if (answer.status >= 400) await refused(answer, [400, 404])
        else expect(answer.status).toBeLessThan(300)
      }
    await nothingWritten()
  })
})
