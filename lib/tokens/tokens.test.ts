import { afterAll, describe, expect, it } from "vitest"
import { hashToken } from "@/lib/auth/hash-token"
import { machineScopes } from "@/lib/auth/policy"
import { readActor } from "@/lib/auth/read-actor"
import { requirePermission } from "@/lib/auth/require-permission"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs } from "@/lib/testing/sign-in"
import { createToken } from "@/lib/tokens/create-token"
import { listTokens } from "@/lib/tokens/data"
import { revokeToken } from "@/lib/tokens/revoke-token"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)
const { ctx } = await signInAs(db, "administrator", "Ines Okafor")

const make = (scopes: string[], days = 30) => createToken({ ctx, input: { name: "ci", scopes, days } })
const actorOf = (token: string, now = new Date()) =>
  readActor(db, new Headers({ authorization: `Bearer ${token}` }), now)
const day = 24 * 60 * 60_000

describe("a machine token", () => {
  it("is shown once, kept as a hash, and may do what its scopes say and no more", async () => {
    const made = await make(["incidents:read", "incidents:read"])
    expect(made.scopes).toEqual(["incidents:read"])
    const row = await db.machineToken.findUniqueOrThrow({ where: { id: made.id } })
    expect(row.tokenHash).toBe(hashToken(made.token))
    expect(JSON.stringify([row, await listTokens({ ctx })])).not.toContain(made.token)
    const actor = await actorOf(made.token)
    if (!actor) throw new Error("nobody")
    expect(() => requirePermission(actor, "incident.read")).not.toThrow()
    expect(() => requirePermission(actor, "incident.declare")).toThrow("incidents:write")
    expect(() => requirePermission(actor, "account.read")).toThrow("accounts:read")
  })

  it("ends with its expiry and with its revocation", async () => {
    const made = await make(["incidents:read"], 1)
    expect(await actorOf(made.token, new Date(Date.now() + day - 60_000))).not.toBeNull()
    expect(await actorOf(made.token, new Date(Date.now() + day + 1_000))).toBeNull()
    await revokeToken({ ctx, id: made.id })
    expect(await actorOf(made.token)).toBeNull()
    expect((await listTokens({ ctx })).tokens.find((each) => each.id === made.id)?.state).toBe("revoked")
    await expect(revokeToken({ ctx, id: made.id })).rejects.toMatchObject({ code: "precondition-failed" })
  })

  it("notes its use at most once a minute", async () => {
    const made = await make(["incidents:read"])
    const used = async () =>
      (await db.machineToken.findUniqueOrThrow({ where: { id: made.id } })).lastUsedAt?.getTime()
    const start = Date.now()
    await actorOf(made.token, new Date(start))
    expect(await used()).toBe(start)
    await actorOf(made.token, new Date(start + 59_000))
    expect(await used()).toBe(start)
    await actorOf(made.token, new Date(start + 61_000))
    expect(await used()).toBe(start + 61_000)
  })

  it("is nobody when it is another word", async () => {
    const { token } = await make(["incidents:read"])
    for (const wrong of [`${token}x`, token.slice(0, -1), "fbt_", "Basic abc", ""])
      expect(await actorOf(wrong)).toBeNull()
  })

  it("is refused with unknown scopes, none, or a life longer than a year", async () => {
    for (const [scopes, days] of [
      [["everything"], 1],
      [[], 1],
      [["incidents:read"], 0],
      [["incidents:read"], 367],
    ] as const)
      await expect(make([...scopes], days)).rejects.toMatchObject({ code: "invalid-input" })
  })
})

describe("without permission", () => {
  it("nobody makes, sees or revokes one; a token makes none, and a stale password must be confirmed", async () => {
    const made = await make([...machineScopes])
    const operator = await signInAs(db, "operator")
    const input = { name: "x", scopes: ["incidents:read"], days: 1 }
    const machine = await actorOf(made.token)
    if (!machine) throw new Error("nobody")
    const before = await db.machineToken.count()
    for (const press of [
      () => createToken({ ctx: operator.ctx, input }),
      () => listTokens({ ctx: operator.ctx }),
      () => revokeToken({ ctx: operator.ctx, id: made.id }),
      () => createToken({ ctx: { ...ctx, actor: machine }, input }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    const late = { ...ctx, now: () => new Date(Date.now() + 16 * 60_000) }
    await expect(createToken({ ctx: late, input })).rejects.toMatchObject({ code: "fresh-sign-in-needed" })
    expect(await db.machineToken.count()).toBe(before)
    expect(await actorOf(made.token)).not.toBeNull()
  })
})
