import "server-only"
import { randomBytes } from "node:crypto"
import { hashToken } from "@/lib/auth/hash-token"
import type { PrismaClient } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"

/** How long a set-up link works, ms. */
const lifetimeMs = 24 * 60 * 60 * 1000

/**
 * A fresh one-time token that makes the first administrator, or null once one exists. Earlier set-up links stop
 * working, so that only the newest terminal output holds a key.
 */
export async function createSetupLink({ db, now }: { db: PrismaClient; now: Date }): Promise<string | null> {
  return transaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(1606161)`
    if ((await tx.user.count({ where: { role: "administrator" } })) > 0) return null
    await tx.invitation.updateMany({
      where: { isSetup: true, usedAt: null, revokedAt: null },
      data: { revokedAt: now },
    })
    const token = randomBytes(32).toString("base64url")
    await tx.invitation.create({
      data: {
        tokenHash: hashToken(token),
        role: "administrator",
        isSetup: true,
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifetimeMs),
      },
    })
    return token
  })
}
