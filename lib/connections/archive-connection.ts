import "server-only"
import { recordActivity } from "@/lib/activity/record-activity"
import { requirePermission } from "@/lib/auth/require-permission"
import { changedMeanwhile, loadOwnConnection } from "@/lib/connections/load-connection"
import { archiveConnectionSchema } from "@/lib/connections/schema"
import type { Context } from "@/lib/context"
import { transaction } from "@/lib/db/transaction"
import { preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"

/**
 * Takes a connection out of use. What was done through it stays checkable and undoable, so its secret is kept. Refused
 * while an open incident works with it or a registered agent's credential lives behind it.
 */
export async function archiveConnection({
  ctx,
  id,
  input,
}: {
  ctx: Context
  id: string
  input: { version: number }
}): Promise<void> {
  requirePermission(ctx.actor, "connection.edit")
  const { version } = parseInput(archiveConnectionSchema, input)
  await transaction(ctx.db, async (tx) => {
    const row = await loadOwnConnection(tx, { id, version })
    const open = await tx.incidentConnection.findFirst({
      where: { connectionId: id, incident: { status: { notIn: ["resolved", "reviewed"] } } },
      include: { incident: { select: { reference: true } } },
    })
    if (open)
      throw preconditionFailed(`${open.incident.reference} is open and works with it. Resolve that first.`)
    const used = await tx.credential.findFirst({
      where: { connectionId: id, removedAt: null, agent: { archivedAt: null } },
      include: { agent: { select: { name: true } } },
    })
    if (used)
      throw preconditionFailed(
        `The agent ${used.agent?.name} has a credential here, and without this connection it could not be contained. Remove it from the agent first.`,
      )
    const archived = await tx.connection.updateMany({
      where: { id, version, archivedAt: null, isRange: false },
      data: { archivedAt: ctx.now(), version: { increment: 1 } },
    })
    if (archived.count === 0) throw changedMeanwhile()
    await recordActivity(tx, {
      kind: "connection.archived",
      actor: ctx.actor,
      subject: `connection/${id}`,
      detail: { name: row.name },
      now: ctx.now(),
    })
  })
}
