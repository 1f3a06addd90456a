import "server-only"
import { actorLabel } from "@/lib/actor"
import type { Connector, ConnectorContext } from "@/lib/connectors/contract"
import { asPlatformFailure } from "@/lib/connectors/platform-failure"
import type { Context } from "@/lib/context"
import type { Connection } from "@/lib/db/generated/client"
import { FirebreakError, isFirebreakError, notFound, preconditionFailed } from "@/lib/errors"
import type { World } from "@/lib/plans/world"

export type Used = { row: Connection; connector: Connector; access: ConnectorContext }

/**
 * Opens a connection outside an incident's plans. `word` stands in the platform's log where an incident's reference
 * would ("CHECK"); `withinMs` bounds everything done with it. Errors: not-found, precondition-failed, secret-unreadable.
 */
export async function reachConnection(
  ctx: Context,
  { id, word, withinMs, world }: { id: string; word: string; withinMs: number; world: World },
): Promise<Used> {
  const row = await ctx.db.connection.findUnique({ where: { id } })
  if (!row) throw notFound("There is no such connection. Choose one from the list.")
  const connector = world.connectors.find((one) => one.definition.id === row.connector)
  if (!connector) throw preconditionFailed(`No connector is installed for ${row.connector}.`)
  const access = await world.openConnection({
    db: ctx.db,
    connectionId: id,
    incidentReference: word,
    operator: actorLabel(ctx.actor),
    now: ctx.now,
    signal: AbortSignal.timeout(withinMs),
    progress: () => undefined,
  })
  return { row, connector, access }
}

/** A platform's failure as the error of a request: what the platform said, and what to do. */
export function asRequestError(thrown: unknown): FirebreakError {
  if (isFirebreakError(thrown)) return thrown
  const failure = asPlatformFailure(thrown)
  if (failure.kind === "unexpected" && !(thrown && typeof thrown === "object" && "retryable" in thrown))
    return new FirebreakError("unexpected", failure.message, { cause: thrown })
  const away = failure.kind === "unreachable" || failure.kind === "timed_out" || failure.kind === "throttled"
  return new FirebreakError(away ? "platform-unreachable" : "platform-refused", failure.message, {
    cause: thrown,
  })
}
