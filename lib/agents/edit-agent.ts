import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { readAgent } from "@/lib/agents/data"
import { lockAgent } from "@/lib/agents/load-agent"
import { type AgentDto, type EditAgentInput, editAgentSchema } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"

/** Changes the facts of an agent; incidents keep what they copied. A change over somebody else's is a conflict. */
export async function editAgent({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: EditAgentInput
}): Promise<AgentDto> {
  requirePermission(ctx.actor, "agent.edit")
  const { rowVersion, ...facts } = parseInput(editAgentSchema, input)
  const changes = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  await transaction(ctx.db, async (tx) => {
    await lockAgent(tx, { id, rowVersion })
    await tx.agent.update({ where: { id }, data: { ...changes, rowVersion: { increment: 1 } } })
    await recordActivity(tx, {
      kind: "agent.changed",
      actor: ctx.actor,
      subject: `agent/${id}`,
      detail: changes,
      now: ctx.now(),
    })
  })
  return readAgent({ ctx, id })
}
