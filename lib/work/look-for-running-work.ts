import "server-only"
import { actorLabel } from "@/lib/actor"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncident } from "@/lib/plans/lock-incident"
import { requirePlanPermission } from "@/lib/plans/require-plan-permission"
import type { World } from "@/lib/plans/world"
import { appendEntry } from "@/lib/timeline/append-entry"
import { askForLook } from "@/lib/work/ask-for-look"
import { readWork } from "@/lib/work/data"
import { type LookForWorkInput, lookForWorkSchema, type WorkListDto } from "@/lib/work/schema"

/**
 * Asks for a look at what the agent started and what goes on of it; a worker takes it at once. Reads only at the
 * platform. Throws not-permitted, not-found, precondition-failed (no connection).
 */
export async function lookForRunningWork({
  ctx,
  reference,
  input,
  world,
}: {
  ctx: Context
  reference: string
  input: LookForWorkInput
  world: Pick<World, "connectors">
}): Promise<WorkListDto> {
  const incident = await ctx.db.incident.findUnique({ where: { reference }, select: { id: true } })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  await requirePlanPermission(ctx.db, ctx.actor, "plan.propose", incident.id)
  parseInput(lookForWorkSchema, input)
  await transaction(ctx.db, async (tx) => {
    const now = await lockIncident(tx, incident.id)
    if ((await tx.incidentConnection.count({ where: { incidentId: incident.id } })) === 0)
      throw preconditionFailed("This incident has no connection to look at. Add one first.")
    await askForLook(tx, { incidentId: incident.id, by: actorLabel(ctx.actor) })
    await appendEntry(tx, { incidentId: incident.id, kind: "work.asked", actor: ctx.actor, body: {}, now })
  })
  return readWork({ ctx, reference, world })
}
