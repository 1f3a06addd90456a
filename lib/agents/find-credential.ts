import "server-only"
import { type FindCredentialInput, type FoundCredentialDto, findCredentialSchema } from "@/lib/agents/schema"
import { requirePermission } from "@/lib/auth/require-permission"
import { asRequestError, reachConnection } from "@/lib/connections/reach-connection"
import type { ResolvedCredential } from "@/lib/connectors/contract"
import type { Context } from "@/lib/context"
import type { Prisma } from "@/lib/db/generated/client"
import { notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import type { World } from "@/lib/plans/world"

/**
 * What is this key, over one connection or all: those in use and those of open drills. A connection that does not
 * answer says so in its own line and holds the others up in nothing. Reads only.
 */
export async function findCredential({
  ctx,
  input,
  world,
}: {
  ctx: Context
  input: FindCredentialInput
  world: World
}): Promise<FoundCredentialDto> {
  requirePermission(ctx.actor, "connection.check")
  const { given, connectionId } = parseInput(findCredentialSchema, input)
  const inOpenDrill: Prisma.ConnectionWhereInput = {
    incidents: { some: { incident: { isDrill: true, status: { notIn: ["resolved", "reviewed"] } } } },
  }
  const rows = await ctx.db.connection.findMany({
    where: connectionId ? { id: connectionId } : { archivedAt: null, OR: [{ isRange: false }, inOpenDrill] },
    select: { id: true, name: true, isRange: true },
    orderBy: [{ isRange: "asc" }, { name: "asc" }],
    take: 100,
  })
  if (rows.length === 0)
    throw connectionId
      ? notFound("There is no such connection. Choose one from the list.")
      : preconditionFailed("There is no connection to ask. Add one first.")
  const results = await Promise.all(
    rows.map(async ({ id, name, isRange }) => ({
      connectionId: id,
      connectionName: name,
      isRange,
      result: await ask(ctx, world, id, given),
    })),
  )
  return { given, results: results.sort((a, b) => Number(b.result.found) - Number(a.result.found)) }
}

async function ask(ctx: Context, world: World, id: string, given: string): Promise<ResolvedCredential> {
  try {
    const { connector, access } = await reachConnection(ctx, { id, word: "FIND", withinMs: 20_000, world })
    return await connector.resolve(access, given)
  } catch (thrown) {
    return { found: false, reason: `It could not be asked: ${asRequestError(thrown).detail}` }
  }
}
