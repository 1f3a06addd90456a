import "server-only"
import { hashToken } from "@/lib/auth/hash-token"
import type { PrismaClient } from "@/lib/db/generated/client"

/** The incident behind a live link, or null when the token is unknown or revoked: both look the same. */
export async function findLiveLink(
  db: PrismaClient,
  token: string,
): Promise<{ linkId: string; incidentId: string } | null> {
  const link = await db.liveLink.findUnique({ where: { tokenHash: hashToken(token) } })
  return link && !link.revokedAt ? { linkId: link.id, incidentId: link.incidentId } : null
}
