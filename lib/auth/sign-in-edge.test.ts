import { NextRequest } from "next/server"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { authOptions } from "@/lib/auth/auth-options"
import { handleAuth } from "@/lib/auth/handle-auth"
import { issueCookie } from "@/lib/auth/issue-cookie"
import { hashPassword } from "@/lib/auth/passwords"
import { readAuthFields } from "@/lib/auth/read-auth-fields"
import { readSessionId } from "@/lib/auth/read-session-id"
import { setEnv } from "@/lib/env"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const database = await createTestDatabase()
const db = database.prisma
setEnv({ DATABASE_URL: database.url })
afterEach(() => setEnv({ FIREBREAK_URL: "http://127.0.0.1:3000" }))
afterAll(() => database.close())

const sid = "01a210eb-4f8f-75ba-a61c-e05be6abebb4"
const headersWith = (cookie: string) => new Headers({ cookie: cookie.split(";")[0] ?? "" })

describe("the cookie", () => {
  it("is out of reach of scripts and other sites, and bound to https where there is https", async () => {
    const plain = await issueCookie(sid)
    expect(plain).toMatch(/^firebreak\.session=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/)
    setEnv({ FIREBREAK_URL: "https://incidents.example" })
    const safe = await issueCookie(sid)
    expect(safe).toMatch(
      /^__Host-firebreak\.session=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/,
    )
    const { cookies, useSecureCookies } = authOptions()
    expect(useSecureCookies).toBe(true)
    expect(cookies?.sessionToken).toEqual({
      name: "__Host-firebreak.session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    })
  })

  it("carries an id that only we can read, and nothing else", async () => {
    const cookie = await issueCookie(sid)
    expect(cookie).not.toContain(sid)
    expect(Buffer.from(cookie, "base64url").toString("latin1")).not.toContain(sid)
    expect(await readSessionId(headersWith(cookie))).toBe(sid)
    setEnv({ NEXTAUTH_SECRET: "another secret that is long enough" })
    expect(await readSessionId(headersWith(cookie))).toBeNull()
    setEnv({ NEXTAUTH_SECRET: "" })
  })

  it.each([
    "",
    "firebreak.session=",
    "firebreak.session=x",
    "=",
    ";;;",
    "firebreak.session=%E0%A4%A",
    `firebreak.session=${sid}`,
  ])("%o is nobody's", async (cookie) => {
    expect(await readSessionId(new Headers({ cookie }))).toBeNull()
  })
})

type Authorize = (
  given: Record<string, string>,
  request: { headers: Record<string, string> },
) => Promise<{ id: string }>
const authorize: Authorize = (given, request) => {
  const [provider] = authOptions().providers as unknown as { options: { authorize: Authorize } }[]
  if (!provider) throw new Error("no provider")
  return provider.options.authorize(given, request)
}

describe("signing in", () => {
  it("opens a session of its own each time: a planted one is never lifted up", async () => {
    const planted = await signInAs(db, "viewer")
    const password = "correct horse battery"
    const user = await db.user.create({
      data: {
        name: "Ada",
        email: "ada@example.test",
        role: "administrator",
        passwordHash: await hashPassword(password),
      },
    })
    const headers = { cookie: planted.cookie, "user-agent": "test" }
    const one = await authorize({ email: "Ada@Example.test ", password }, { headers })
    const two = await authorize({ email: "ada@example.test", password }, { headers })
    expect(new Set([one.id, two.id, planted.actor.sessionId]).size).toBe(3)
    expect(await db.session.findUniqueOrThrow({ where: { id: planted.actor.sessionId } })).toMatchObject({
      userId: planted.actor.userId,
    })
    expect(await db.session.findUniqueOrThrow({ where: { id: one.id } })).toMatchObject({ userId: user.id })
  })

  it("says nothing of our insides when something breaks", async () => {
    const broken = await authorize({ email: "a\u0000b", password: "x" }, { headers: {} }).catch(
      (error: Error) => error,
    )
    expect((broken as Error).message).toMatch(/^Something failed on our side: /)
    expect(String(broken)).not.toMatch(/prisma|findUnique|node_modules|0x00/i)
  })
})

describe("the form", () => {
  const post = (
    body: BodyInit | null,
    type = "application/x-www-form-urlencoded",
    path = "callback/password",
    method = "POST",
  ) =>
    new NextRequest(`http://127.0.0.1:3000/api/auth/${path}`, {
      method,
      headers: { host: "127.0.0.1:3000", "content-type": type },
      ...(body === null ? {} : { body }),
    })

  it("is read as form and as JSON", async () => {
    expect(await readAuthFields(post("email=a%40b.cd&password=x+y"))).toEqual({
      email: "a@b.cd",
      password: "x y",
    })
    expect(await readAuthFields(post('{"email":"a@b.cd"}', "application/json"))).toEqual({ email: "a@b.cd" })
    expect(await readAuthFields(post(null))).toEqual({})
  })

  it.each<[string, NextRequest, string[], number]>([
    ["a character that cannot be kept", post("email=a%00b"), ["callback", "password"], 400],
    ["fields that are no text", post('{"email":["a"]}', "application/json"), ["callback", "password"], 400],
    ["a list", post('["a"]', "application/json"), ["callback", "password"], 400],
    ["broken JSON", post("{", "application/json"), ["callback", "password"], 400],
    ["half a character", post('{"email":"\\ud800"}', "application/json"), ["callback", "password"], 400],
    ["too long a field", post(`email=${"x".repeat(2_001)}`), ["callback", "password"], 400],
    ["too much", post("x".repeat(10_000_000)), ["callback", "password"], 413],
    ["another type", post("<a/>", "text/xml"), ["callback", "password"], 415],
    ["an action that is not ours", post("", undefined, "_log"), ["_log"], 404],
    ["a page of next-auth's own", post(null, undefined, "signout", "GET"), ["signout"], 404],
  ])("refuses %s", async (_what, request, nextauth, status) => {
    const sessions = await db.session.count()
    const answer = await handleAuth(request, { params: Promise.resolve({ nextauth }) })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(/.{12}/) })
    expect(await db.session.count()).toBe(sessions)
  })

  it("is refused from another site before anything is read", async () => {
    const request = post("email=a")
    request.headers.set("origin", "https://evil.example")
    const answer = await handleAuth(request, { params: Promise.resolve({ nextauth: ["signout"] }) })
    expect(answer.status).toBe(403)
  })
})
