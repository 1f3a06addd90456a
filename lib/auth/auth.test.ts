import { afterAll, describe, expect, it } from "vitest"
import { acceptInvitation, readInvitation } from "@/lib/auth/accept-invitation"
import { confirmPassword } from "@/lib/auth/confirm-password"
import { createSetupLink } from "@/lib/auth/create-setup-link"
import { hashToken } from "@/lib/auth/hash-token"
import { issueCookie } from "@/lib/auth/issue-cookie"
import { hashPassword } from "@/lib/auth/passwords"
import { readActor } from "@/lib/auth/read-actor"
import { signIn } from "@/lib/auth/sign-in"
import type { Context } from "@/lib/context"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)

const password = "a long sentence of mine"
const caller = { address: "192.0.2.1", userAgent: "test" }
const visitor: Context = { actor: { kind: "system", name: "visitor" }, db, now: () => new Date() }
const accept = (token: string, email: string, ctx = visitor) =>
  acceptInvitation({ ctx, token, input: { name: "New Person", email, password }, ...caller })
const headersOf = async (sessionId: string) =>
  new Headers({ cookie: (await issueCookie(sessionId)).split(";")[0] ?? "" })

let people = 0
async function account(role: "viewer" | "operator" | "administrator" = "operator") {
  people += 1
  return db.user.create({
    data: {
      name: `Person ${people}`,
      email: `person-${people}@example.test`,
      role,
      passwordHash: await hashPassword(password),
    },
  })
}
const from = (address: string, email: string, word = password) =>
  signIn(db, { email, password: word, address, userAgent: "test" }, new Date())

describe("the set-up link", () => {
  it("makes the first administrator once; the newest link is the only one; then there is none", async () => {
    const older = (await createSetupLink({ db, now: new Date() })) ?? ""
    const token = (await createSetupLink({ db, now: new Date() })) ?? ""
    await expect(accept(older, "first@example.test")).rejects.toMatchObject({ code: "not-found" })
    const sessionId = await accept(token, "first@example.test")
    const actor = await readActor(db, await headersOf(sessionId), new Date())
    expect(actor).toMatchObject({ kind: "person", role: "administrator", email: "first@example.test" })
    await expect(accept(token, "second@example.test")).rejects.toMatchObject({ code: "not-found" })
    expect(await createSetupLink({ db, now: new Date() })).toBeNull()
    expect(await db.user.count({ where: { role: "administrator" } })).toBe(1)
  })

  it("pressed by two at the same moment makes one account", async () => {
    const token = "s".repeat(43)
    await db.invitation.create({
      data: {
        tokenHash: hashToken(token),
        role: "viewer",
        expiresAt: new Date(Date.now() + 60_000),
      },
    })
    const both = await Promise.allSettled([
      accept(token, "one@example.test"),
      accept(token, "two@example.test"),
    ])
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await db.user.count({ where: { email: { in: ["one@example.test", "two@example.test"] } } })).toBe(
      1,
    )
  })
})

describe("an invitation", () => {
  const invite = async (over: { email?: string; expiresAt?: Date; revokedAt?: Date }) => {
    const token = hashToken(String(Math.random())).slice(0, 43)
    const expiresAt = over.expiresAt ?? new Date(Date.now() + 60_000)
    await db.invitation.create({
      data: { tokenHash: hashToken(token), role: "operator", ...over, expiresAt },
    })
    return token
  }

  it("is for its address alone, and stays usable after a wrong one", async () => {
    const token = await invite({ email: "named@example.test" })
    await expect(accept(token, "other@example.test")).rejects.toMatchObject({ code: "invalid-input" })
    expect(await accept(token, "Named@Example.test")).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("that expired, was revoked or never was, is the same nothing", async () => {
    const expired = await invite({ expiresAt: new Date(Date.now() - 1) })
    const revoked = await invite({ revokedAt: new Date() })
    const said = await Promise.all(
      [expired, revoked, "n".repeat(43)].map((token) =>
        readInvitation({ ctx: visitor, token }).catch((error: Error) => error.message),
      ),
    )
    expect(new Set(said).size).toBe(1)
    expect(said[0]).toContain("This link was used, has expired or was replaced")
  })
})

describe("signing in", () => {
  it("answers unknown, disabled and wrong with the same words", async () => {
    const known = await account()
    const disabled = await account()
    await db.user.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } })
    const answers = await Promise.all([
      from("192.0.2.2", known.email, "not the password at all").catch((error) => error),
      from("192.0.2.2", "nobody@example.test").catch((error) => error),
      from("192.0.2.2", disabled.email).catch((error) => error),
    ])
    for (const answer of answers) {
      expect(answer.code).toBe("sign-in-failed")
      expect(answer.message).toBe(answers[0].message)
    }
  })

  it("lets an account rest after ten failures, also when they come together, known or not", async () => {
    const known = await account()
    for (const email of [known.email, "ghost@example.test"]) {
      const tries = await Promise.all(
        Array.from({ length: 14 }, (_, i) =>
          from(`198.51.100.${i}`, email, "wrong wrong wrong").catch((error) => error.code),
        ),
      )
      expect(tries.filter((code) => code === "sign-in-failed")).toHaveLength(10)
      expect(tries.filter((code) => code === "too-many-requests")).toHaveLength(4)
    }
    await expect(from("198.51.100.99", known.email)).rejects.toMatchObject({ code: "too-many-requests" })
  })

  it("limits one address over many accounts", async () => {
    const codes: string[] = []
    for (let i = 0; i < 52; i += 1)
      codes.push(await from("203.0.113.7", `guess-${i}@example.test`, "x").catch((error) => error.code))
    expect(codes.slice(0, 50).every((code) => code === "sign-in-failed")).toBe(true)
    expect(codes.slice(50)).toEqual(["too-many-requests", "too-many-requests"])
  })

  it("with the right password forgets the failures before it", async () => {
    const known = await account()
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) await from("203.0.113.8", known.email, "wrong").catch(() => undefined)
      expect(await from("203.0.113.8", known.email)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})

describe("a session", () => {
  it("is read from its row on each request: revoked, expired, disabled and changed roles count at once", async () => {
    const user = await account("operator")
    const read = async (id: string, now = new Date()) => readActor(db, await headersOf(id), now)
    const id = await from("203.0.113.20", user.email)
    expect(await read(id)).toMatchObject({ role: "operator" })
    await db.user.update({ where: { id: user.id }, data: { role: "viewer", name: "Renamed" } })
    expect(await read(id)).toMatchObject({ role: "viewer", name: "Renamed" })
    expect(await read(id, new Date(Date.now() + 13 * 60 * 60_000))).toBeNull()
    await db.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } })
    expect(await read(id)).toBeNull()
    await db.user.update({ where: { id: user.id }, data: { disabledAt: null } })
    await db.session.update({ where: { id }, data: { revokedAt: new Date() } })
    expect(await read(id)).toBeNull()
  })

  it("is nobody with a cookie that we did not make", async () => {
    const cookie = "firebreak.session=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..x.y.z"
    expect(await readActor(db, new Headers({ cookie }), new Date())).toBeNull()
  })

  it("is fresh again after its password, and only after it", async () => {
    const user = await account()
    const id = await from("203.0.113.21", user.email)
    const old = new Date(Date.now() - 60 * 60_000)
    await db.session.update({ where: { id }, data: { signedInAt: old } })
    const actor = await readActor(db, await headersOf(id), new Date())
    if (!actor) throw new Error("nobody")
    const ctx: Context = { actor, db, now: () => new Date() }
    const confirm = (word: string) =>
      confirmPassword({ ctx, input: { password: word }, address: "203.0.113.21" })
    await expect(confirm("something else")).rejects.toMatchObject({ code: "invalid-input" })
    expect((await db.session.findUniqueOrThrow({ where: { id } })).signedInAt).toEqual(old)
    await confirm(password)
    expect((await db.session.findUniqueOrThrow({ where: { id } })).signedInAt.getTime()).toBeGreaterThan(
      old.getTime(),
    )
  })

  it("counts for nothing beside a token in the header", async () => {
    const { cookie } = await signInAs(db, "administrator")
    const headers = new Headers({ cookie, authorization: "Bearer fbt_0000000000000000000000" })
    expect(await readActor(db, headers, new Date())).toBeNull()
  })
})
