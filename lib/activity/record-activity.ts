import "server-only"
import { type Actor, actorId, actorLabel } from "@/lib/actor"
import type { Prisma } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"

/**
 * Appends what somebody changed outside an incident, in the transaction of the change. `kind` is `noun.past`;
 * `subject` names the row ("connection/…"); `detail` holds no secret.
 */
export async function recordActivity(
  tx: Tx,
  entry: { kind: string; actor: Actor; subject: string; detail?: Prisma.InputJsonObject; now: Date },
): Promise<void> {
  await tx.activity.create({
    data: {
      at: entry.now,
      kind: entry.kind,
      actorKind: entry.actor.kind,
      actorId: actorId(entry.actor),
      actorLabel: actorLabel(entry.actor),
      subject: entry.subject,
      detail: entry.detail ?? {},
    },
  })
}
