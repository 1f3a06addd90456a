import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { readAgent } from "@/lib/agents/data"
import { judgeNewCredentials } from "@/lib/agents/judge-new-credentials"
import { type AgentDto, type RegisterAgentInput, registerAgentSchema } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { parseInput } from "@/lib/http/parse-input"

/** Registers a real agent with what it holds, so that one press is enough on the day. */
export async function registerAgent({
  ctx,
  input,
}: {
  ctx: Context
  input: RegisterAgentInput
}): Promise<AgentDto> {
  requirePermission(ctx.actor, "agent.edit")
  const { credentials, ...facts } = parseInput(registerAgentSchema, input)
  const id = await transaction(ctx.db, async (tx) => {
    await judgeNewCredentials(
      tx,
      credentials.map((one, i) => ({ input: one, at: `credentials.${i}.` })),
    )
    const agent = await tx.agent.create({
      data: {
        ...facts,
        isDrill: false,
        createdAt: ctx.now(),
        credentials: {
          create: credentials.map((one) => ({ ...one, origin: "registered", addedAt: ctx.now() })),
        },
      },
    })
    await recordActivity(tx, {
      kind: "agent.registered",
      actor: ctx.actor,
      subject: `agent/${agent.id}`,
      detail: { name: facts.name, kind: facts.kind, credentials: credentials.map((one) => one.identifier) },
      now: ctx.now(),
    })
    return agent.id
  })
  return readAgent({ ctx, id })
}
