import "server-only"
import type { Actor } from "@/lib/actor"
import { hashToken } from "@/lib/auth/hash-token"
import { readSessionId } from "@/lib/auth/read-session-id"
import type { PrismaClient } from "@/lib/db/generated/client"

/** How often `lastSeenAt` is written, ms: every request would be a write per read. */
const seenEvery = 60_000

/**
 * Who sends this request: by machine token when an Authorization header is present (then cookies count for nothing),
 * else by session cookie. Role, freshness and revocation come from the rows, each time. Null: nobody.
 */
export async function readActor(db: PrismaClient, headers: Headers, now: Date): Promise<Actor | null> {
  const authorization = headers.get("authorization")
  if (authorization !== null) return readMachine(db, authorization, now)
  const sessionId = await readSessionId(headers)
  return sessionId ? readPerson(db, sessionId, now) : null
}

async function readMachine(db: PrismaClient, authorization: string, now: Date): Promise<Actor | null> {
  const token = /^Bearer\s+(fbt_[A-Za-z0-9_-]{16,200})$/i.exec(authorization)?.[1]
  if (!token) return null
  const row = await db.machineToken.findUnique({ where: { tokenHash: hashToken(token) } })
  if (!row || row.revokedAt || row.expiresAt <= now) return null
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > seenEvery) {
    await db.machineToken.update({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  return { kind: "machine", tokenId: row.id, name: row.name, scopes: row.scopes, role: "administrator" }
}

/** The person behind a session row, or null when it ended, was revoked, or the account is disabled. */
export async function readPerson(
  db: PrismaClient,
  sessionId: string,
  now: Date,
): Promise<Extract<Actor, { kind: "person" }> | null> {
  const row = await db.session.findUnique({ where: { id: sessionId }, include: { user: true } })
  if (!row || row.revokedAt || row.expiresAt <= now || row.user.disabledAt) return null
  if (now.getTime() - row.lastSeenAt.getTime() > seenEvery) {
    await db.session.update({ where: { id: row.id }, data: { lastSeenAt: now } })
  }
  return {
    kind: "person",
    userId: row.userId,
    sessionId: row.id,
    name: row.user.name,
    email: row.user.email,
    role: row.user.role,
    signedInAt: row.signedInAt,
  }
}
