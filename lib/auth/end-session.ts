import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { readActor } from "@/lib/auth/read-actor"
import { database } from "@/lib/db/client"
import { transaction } from "@/lib/db/transaction"

/** Ends the session of a request; nothing happens when there is none. */
export async function endSessionOf(headers: Headers, now: Date): Promise<void> {
  const db = database()
  const actor = await readActor(db, headers, now)
  if (actor?.kind !== "person") return
  await transaction(db, async (tx) => {
    await tx.session.updateMany({ where: { id: actor.sessionId, revokedAt: null }, data: { revokedAt: now } })
    await recordActivity(tx, { kind: "session.ended", actor, subject: `session/${actor.sessionId}`, now })
  })
}
