import "server-only"
import { type Actor, actorUserId } from "@/lib/actor"
import type { Permission } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"

/** Whether the actor commands the incident now. */
export async function isCommander(db: PrismaClient | Tx, incidentId: string, actor: Actor): Promise<boolean> {
  const userId = actorUserId(actor)
  if (userId === null) return false
  const found = await db.responder.count({ where: { incidentId, userId, role: "commander", until: null } })
  return found > 0
}

/** Throws not-permitted unless the actor may do `permission` on this incident. */
export async function requirePlanPermission(
  db: PrismaClient | Tx,
  actor: Actor,
  permission: Permission,
  incidentId: string,
): Promise<void> {
  requirePermission(actor, permission, { isCommander: await isCommander(db, incidentId, actor) })
}
