import "server-only"
import { randomBytes, randomUUID } from "node:crypto"
import { actorUserId } from "@/lib/actor"
import { hashToken } from "@/lib/auth/hash-token"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notPermitted } from "@/lib/errors"
import { isCommander, lockIncidentByReference } from "@/lib/incidents/load-incident"
import { seal } from "@/lib/secrets/seal"
import { appendEntry } from "@/lib/timeline/append-entry"

/** Makes an unguessable read-only link (256 bits); an earlier one stops working. Returns its path. */
export async function createLiveLink({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<{ path: string }> {
  requirePermission(ctx.actor, "incident.update")
  const createdById = actorUserId(ctx.actor)
  if (!createdById) throw notPermitted("Only a person can make a live link.")
  const token = randomBytes(32).toString("base64url")
  const id = randomUUID()
  await transaction(ctx.db, async (tx) => {
    const incident = await lockIncidentByReference(tx, reference)
    requirePermission(ctx.actor, "incident.command", {
      isCommander: await isCommander(tx, incident.id, ctx.actor),
    })
    await tx.liveLink.updateMany({
      where: { incidentId: incident.id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    await tx.liveLink.create({
      data: {
        id,
        incidentId: incident.id,
        tokenHash: hashToken(token),
        tokenSealed: seal(token, `live-link:${id}`),
        createdById,
        createdAt: ctx.now(),
      },
    })
    await appendEntry(tx, {
      incidentId: incident.id,
      kind: "live_link.created",
      actor: ctx.actor,
      now: ctx.now(),
      body: {},
    })
  })
  return { path: `/live/${token}` }
}
