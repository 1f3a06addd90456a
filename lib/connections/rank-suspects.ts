import "server-only"
import { requirePermission } from "@/lib/auth/require-permission"
import { asRequestError, reachConnection } from "@/lib/connections/reach-connection"
import { type RankSuspectsInput, rankSuspectsSchema, type SuspectsDto } from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import { parseInput } from "@/lib/http/parse-input"
import type { World } from "@/lib/plans/world"

/**
 * Who acted in the last minutes: identities by successful destructive effects, agent-marked ones first, with what the
 * sources could not see. Reads only. Errors: not-permitted, not-found, platform-refused, platform-unreachable.
 */
export async function rankSuspects({
  ctx,
  id,
  input,
  world,
}: {
  ctx: Context
  id: string
  input: Partial<RankSuspectsInput>
  world: World
}): Promise<SuspectsDto> {
  requirePermission(ctx.actor, "connection.check")
  const { minutes } = parseInput(rankSuspectsSchema, input)
  const { connector, access } = await reachConnection(ctx, { id, word: "SUSPECTS", withinMs: 60_000, world })
  const to = ctx.now()
  const from = new Date(to.getTime() - minutes * 60_000)
  const { suspects, coverage } = await connector.rankSuspects(access, { from, to }).catch((thrown) => {
    throw asRequestError(thrown)
  })
  const known = await ctx.db.credential.findMany({
    where: {
      connectionId: id,
      identifier: { in: suspects.map((each) => each.credential.identifier) },
      removedAt: null,
      agent: { archivedAt: null },
    },
    include: { agent: { select: { id: true, name: true } } },
  })
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    coverage,
    suspects: suspects.map((each) => {
      const agent = known.find((row) => row.identifier === each.credential.identifier)?.agent
      return { ...each, registered: agent ? { agentId: agent.id, agentName: agent.name } : null }
    }),
  }
}
