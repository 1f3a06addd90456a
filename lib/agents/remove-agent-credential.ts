import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { readAgent } from "@/lib/agents/data"
import { lockAgent, openIncidentsOf } from "@/lib/agents/load-agent"
import type { AgentDto } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"

/**
 * Takes a credential off the registration; past incidents keep it. Refused while one is open: an incident never becomes
 * contained because a credential was forgotten.
 */
export async function removeAgentCredential({
  ctx,
  id,
  credentialId,
}: {
  ctx: Context
  id: string
  credentialId: string
}): Promise<AgentDto> {
  requirePermission(ctx.actor, "agent.edit")
  await transaction(ctx.db, async (tx) => {
    await lockAgent(tx, { id })
    const [open] = await openIncidentsOf(tx, id)
    if (open)
      throw preconditionFailed(`${open} is open and counts on it. Contain it or state it rotated there.`)
    const where = { id: credentialId, agentId: id, incidentId: null, removedAt: null }
    const row = await tx.credential.findFirst({ where })
    const removed = await tx.credential.updateMany({ where, data: { removedAt: ctx.now() } })
    if (!row || removed.count === 0)
      throw notFound("The agent has no such credential. It may have been removed.")
    await tx.agent.update({ where: { id }, data: { rowVersion: { increment: 1 } } })
    await recordActivity(tx, {
      kind: "agent.credential_removed",
      actor: ctx.actor,
      subject: `agent/${id}`,
      detail: { kind: row.kind, identifier: row.identifier },
      now: ctx.now(),
    })
  })
  return readAgent({ ctx, id })
}
