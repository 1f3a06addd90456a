import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { lockAgent, openIncidentsOf } from "@/lib/agents/load-agent"
import { archiveAgentSchema } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/** Takes an agent off the list. Refused while an open incident counts on its credentials. */
export async function archiveAgent({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: { rowVersion: number }
}): Promise<void> {
  requirePermission(ctx.actor, "agent.edit")
  const { rowVersion } = parseInput(archiveAgentSchema, input)
  await transaction(ctx.db, async (tx) => {
    const agent = await lockAgent(tx, { id, rowVersion })
    const [open] = await openIncidentsOf(tx, id)
    if (open) throw preconditionFailed(`${open} is open and counts on its credentials. Resolve that first.`)
    await tx.agent.update({
      where: { id },
      data: { archivedAt: ctx.now(), rowVersion: { increment: 1 } },
    })
    await recordActivity(tx, {
      kind: "agent.archived",
      actor: ctx.actor,
      subject: `agent/${id}`,
      detail: { name: agent.name },
      now: ctx.now(),
    })
  })
}
