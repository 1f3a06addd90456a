import { afterAll, describe, expect, it } from "vitest"
import { changePassword } from "@/lib/accounts/change-password"
import { changeRole } from "@/lib/accounts/change-role"
import { createInvitation } from "@/lib/accounts/create-invitation"
import { listPeople, readAccounts, readSessions } from "@/lib/accounts/data"
import { disableAccount } from "@/lib/accounts/disable-account"
import { enableAccount } from "@/lib/accounts/enable-account"
import { endSessions } from "@/lib/accounts/end-sessions"
import { renameAccount } from "@/lib/accounts/rename-account"
import { revokeInvitation } from "@/lib/accounts/revoke-invitation"
import { revokeOtherSessions, revokeSession } from "@/lib/accounts/revoke-session"
import { readInvitation } from "@/lib/auth/accept-invitation"
import { openSession } from "@/lib/auth/open-session"
import { hashPassword } from "@/lib/auth/passwords"
import { readActor } from "@/lib/auth/read-actor"
import type { Context } from "@/lib/context"
import { createTestDatabase } from "@/lib/testing/database"
import { signInAs, type TestPerson } from "@/lib/testing/sign-in"

const { prisma: db, close } = await createTestDatabase()
afterAll(close)

const admin = await signInAs(db, "administrator", "Ines Okafor")
const seen = (person: TestPerson) => readActor(db, new Headers({ cookie: person.cookie }), new Date())
const activities = (subject: string) =>
  db.activity.findMany({ where: { subject }, orderBy: { at: "asc" }, select: { kind: true } })
/** The same person whose password was given an hour ago. */
const stale = ({ actor, ctx }: TestPerson): Context => ({
  ...ctx,
  actor: { ...actor, signedInAt: new Date(Date.now() - 60 * 60_000) },
})
const machine = (...scopes: string[]): Context => ({
  actor: { kind: "machine", tokenId: admin.actor.userId, name: "ci", scopes, role: "administrator" },
  db,
  now: () => new Date(),
})

describe("an account", () => {
  it("has its new role on its next request, and the change is recorded", async () => {
    const person = await signInAs(db, "viewer")
    await changeRole({ ctx: admin.ctx, id: person.actor.userId, input: { role: "operator" } })
    expect(await seen(person)).toMatchObject({ role: "operator" })
    expect(await activities(`user/${person.actor.userId}`)).toEqual([{ kind: "account.role_changed" }])
  })

  it("that is disabled has no session and its invitations are void; enabled it may sign in again", async () => {
    const person = await signInAs(db, "administrator")
    const { path } = await createInvitation({ ctx: person.ctx, input: { role: "viewer" } })
    const id = person.actor.userId
    await disableAccount({ ctx: admin.ctx, id })
    expect(await seen(person)).toBeNull()
    await expect(
      readInvitation({ ctx: admin.ctx, token: path.replace("/invitation/", "") }),
    ).rejects.toMatchObject({ code: "not-found" })
    await expect(disableAccount({ ctx: admin.ctx, id })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    await enableAccount({ ctx: admin.ctx, id })
    expect(await seen(person)).toBeNull()
    expect((await db.user.findUniqueOrThrow({ where: { id } })).disabledAt).toBeNull()
  })

  it("loses all its sessions at an administrator's press", async () => {
    const person = await signInAs(db, "operator")
    expect(await endSessions({ ctx: admin.ctx, id: person.actor.userId })).toEqual({ ended: 1 })
    expect(await seen(person)).toBeNull()
  })

  it("is unknown when it is", async () => {
    const id = "0190a0a0-0000-7000-8000-000000000000"
    await expect(disableAccount({ ctx: admin.ctx, id })).rejects.toMatchObject({ code: "not-found" })
  })
})

describe("the last administrator", () => {
  it("is neither demoted nor disabled, and two cannot remove each other at once", async () => {
    const others = await db.user.findMany({
      where: { role: "administrator", id: { not: admin.actor.userId } },
    })
    for (const other of others)
      await db.user.update({ where: { id: other.id }, data: { disabledAt: new Date() } })
    const id = admin.actor.userId
    await expect(changeRole({ ctx: admin.ctx, id, input: { role: "viewer" } })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    await expect(disableAccount({ ctx: admin.ctx, id })).rejects.toMatchObject({
      code: "precondition-failed",
    })
    const shown = (await readAccounts({ ctx: admin.ctx })).accounts.find((each) => each.isMe)
    expect(shown?.may.disable).toBe("the last administrator; make another one first")

    const second = await signInAs(db, "administrator")
    const both = await Promise.allSettled([
      disableAccount({ ctx: admin.ctx, id: second.actor.userId }),
      disableAccount({ ctx: second.ctx, id }),
    ])
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await db.user.count({ where: { role: "administrator", disabledAt: null } })).toBe(1)
    await db.user.updateMany({ where: { id: { in: [id, second.actor.userId] } }, data: { disabledAt: null } })
    await db.session.updateMany({ where: { userId: id }, data: { revokedAt: null } })
  })
})

describe("an invitation", () => {
  it("shows its link once, keeps a hash, and is void when revoked", async () => {
    const made = await createInvitation({
      ctx: admin.ctx,
      input: { role: "operator", email: "New@Example.test", days: 1 },
    })
    const token = made.path.replace("/invitation/", "")
    expect(await readInvitation({ ctx: admin.ctx, token })).toMatchObject({
      role: "operator",
      email: "new@example.test",
    })
    const row = await db.invitation.findUniqueOrThrow({ where: { id: made.id } })
    expect(JSON.stringify(row)).not.toContain(token)
    expect(JSON.stringify(await readAccounts({ ctx: admin.ctx }))).not.toContain(token)
    await revokeInvitation({ ctx: admin.ctx, id: made.id })
    await expect(readInvitation({ ctx: admin.ctx, token })).rejects.toMatchObject({ code: "not-found" })
    await expect(revokeInvitation({ ctx: admin.ctx, id: made.id })).rejects.toMatchObject({
      code: "precondition-failed",
    })
  })

  it("is not made for an address that has an account", async () => {
    await expect(
      createInvitation({ ctx: admin.ctx, input: { role: "viewer", email: admin.actor.email } }),
    ).rejects.toMatchObject({ code: "invalid-input" })
  })
})

describe("what widens access", () => {
  it("asks for a fresh password; what narrows it does not", async () => {
    const person = await signInAs(db, "viewer")
    const id = person.actor.userId
    const ctx = stale(admin)
    for (const press of [
      () => changeRole({ ctx, id, input: { role: "operator" } }),
      () => enableAccount({ ctx, id }),
      () => createInvitation({ ctx, input: { role: "administrator" } }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "fresh-sign-in-needed" })
    await endSessions({ ctx, id })
    await disableAccount({ ctx, id })
    expect((await db.user.findUniqueOrThrow({ where: { id } })).disabledAt).not.toBeNull()
  })
})

describe("one's own account", () => {
  it("changes its password with the old one; the other sessions end, this one stays", async () => {
    const person = await signInAs(db, "operator")
    const { userId } = person.actor
    await db.user.update({
      where: { id: userId },
      data: { passwordHash: await hashPassword("the old password") },
    })
    const now = new Date()
    await openSession(db, { userId, address: "", userAgent: "", now })
    const change = (current: string, next: string) =>
      changePassword({ ctx: person.ctx, input: { current, next }, address: "192.0.2.77" })
    await expect(change("not it", "the new password")).rejects.toMatchObject({ code: "invalid-input" })
    await expect(change("the old password", "short")).rejects.toMatchObject({ code: "invalid-input" })
    await expect(change("the old password", "the old password")).rejects.toMatchObject({
      code: "invalid-input",
    })
    expect((await readSessions({ ctx: person.ctx })).sessions).toHaveLength(2)
    expect(await change("the old password", "the new password")).toEqual({ sessionsEnded: 1 })
    const left = await readSessions({ ctx: person.ctx })
    expect(left.sessions.map((each) => each.isThis)).toEqual([true])
    await expect(change("the old password", "another password")).rejects.toMatchObject({
      code: "invalid-input",
    })
  })

  it("is renamed, and what was recorded keeps the old name", async () => {
    const person = await signInAs(db, "viewer", "Old Name")
    await renameAccount({ ctx: person.ctx, input: { name: "New Name" } })
    expect(await seen(person)).toMatchObject({ name: "New Name" })
    const [entry] = await db.activity.findMany({ where: { subject: `user/${person.actor.userId}` } })
    expect(entry).toMatchObject({ actorLabel: "Old Name", detail: { from: "Old Name", to: "New Name" } })
  })

  it("ends its own sessions and nobody else's", async () => {
    const one = await signInAs(db, "viewer")
    const other = await signInAs(db, "viewer")
    await expect(revokeSession({ ctx: one.ctx, id: other.actor.sessionId })).rejects.toMatchObject({
      code: "not-found",
    })
    expect(await seen(other)).not.toBeNull()
    const { userId } = one.actor
    const second = await openSession(db, { userId, address: "", userAgent: "", now: new Date() })
    await openSession(db, { userId, address: "", userAgent: "", now: new Date() })
    await revokeSession({ ctx: one.ctx, id: second })
    expect(await revokeOtherSessions({ ctx: one.ctx })).toEqual({ ended: 1 })
    expect((await readSessions({ ctx: one.ctx })).sessions).toHaveLength(1)
  })
})

describe("people", () => {
  it("are listed for every reader by name and role, without addresses or the disabled", async () => {
    const viewer = await signInAs(db, "viewer", "Vera Lind")
    const gone = await signInAs(db, "operator", "Gone Person")
    await disableAccount({ ctx: admin.ctx, id: gone.actor.userId })
    const { people } = await listPeople({ ctx: viewer.ctx })
    expect(people).toContainEqual({ userId: viewer.actor.userId, name: "Vera Lind", role: "viewer" })
    expect(people.some((each) => each.name === "Gone Person")).toBe(false)
    expect(JSON.stringify(people)).not.toContain("@")
  })
})

describe("without permission", () => {
  it("every verb refuses, and nothing changes", async () => {
    const target = await signInAs(db, "viewer")
    const id = target.actor.userId
    const { id: invitation } = await createInvitation({ ctx: admin.ctx, input: { role: "viewer" } })
    const operator = await signInAs(db, "operator")
    const before = await db.activity.count()
    for (const ctx of [operator.ctx, machine("incidents:write", "accounts:read")]) {
      for (const press of [
        () => changeRole({ ctx, id, input: { role: "administrator" } }),
        () => disableAccount({ ctx, id }),
        () => enableAccount({ ctx, id }),
        () => endSessions({ ctx, id }),
        () => createInvitation({ ctx, input: { role: "administrator" } }),
        () => revokeInvitation({ ctx, id: invitation }),
      ])
        await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    }
    await expect(readAccounts({ ctx: operator.ctx })).rejects.toMatchObject({ code: "not-permitted" })
    const token = machine("accounts:write", "incidents:read")
    for (const press of [
      () => renameAccount({ ctx: token, input: { name: "x" } }),
      () => changePassword({ ctx: token, input: { current: "x", next: "a long password" }, address: "" }),
      () => revokeSession({ ctx: token, id: target.actor.sessionId }),
      () => revokeOtherSessions({ ctx: token }),
    ])
      await expect(press()).rejects.toMatchObject({ code: "not-permitted" })
    expect(await db.activity.count()).toBe(before)
    expect(await seen(target)).toMatchObject({ role: "viewer" })
  })
})
