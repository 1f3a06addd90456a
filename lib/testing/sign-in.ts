import { randomUUID } from "node:crypto"
import type { Actor } from "@/lib/actor"
import { issueCookie } from "@/lib/auth/issue-cookie"
import { openSession } from "@/lib/auth/open-session"
import type { AccountRole } from "@/lib/auth/policy"
import type { Context } from "@/lib/context"
import type { PrismaClient } from "@/lib/db/generated/client"

export type TestPerson = { ctx: Context; actor: Extract<Actor, { kind: "person" }>; cookie: string }

/** A person with a role, a session row and the cookie of it: signs in without the form. */
export async function signInAs(
  db: PrismaClient,
  role: AccountRole,
  name = `Test ${role}`,
): Promise<TestPerson> {
  const now = new Date()
  const user = await db.user.create({ data: { name, email: `${randomUUID()}@example.test`, role } })
  const sessionId = await openSession(db, { userId: user.id, address: "127.0.0.1", userAgent: "test", now })
  const actor = {
    kind: "person",
    userId: user.id,
    sessionId,
    name,
    email: user.email,
    role,
    signedInAt: now,
  } as const
  const cookie = (await issueCookie(sessionId)).split(";")[0] ?? ""
  return { ctx: { actor, db, now: () => new Date() }, actor, cookie }
}
