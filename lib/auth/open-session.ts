import "server-only"
import { sessionSeconds } from "@/lib/auth/session-cookie"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"

/** Opens a session row for a person who just gave a password. Returns its id, which is all the cookie carries. */
export async function openSession(
  db: Tx | PrismaClient,
  { userId, address, userAgent, now }: { userId: string; address: string; userAgent: string; now: Date },
): Promise<string> {
  const row = await db.session.create({
    data: {
      userId,
      createdAt: now,
      signedInAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + sessionSeconds * 1000),
      address: address.slice(0, 64),
      userAgent: userAgent.slice(0, 300),
    },
  })
  return row.id
}
