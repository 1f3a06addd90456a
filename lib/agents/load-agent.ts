import "server-only"
import type { Agent } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"

/**
 * A registered agent under its row lock. Agents of drills belong to their drill and are changed by nobody. Errors:
 * not-found, precondition-failed, conflict.
 */
export async function lockAgent(
  tx: Tx,
  { id, rowVersion }: { id: string; rowVersion?: number },
): Promise<Agent> {
  await tx.$queryRaw`SELECT id FROM agent WHERE id = ${id}::uuid FOR UPDATE`
  const row = await tx.agent.findUnique({ where: { id } })
  if (!row) throw notFound("There is no such agent. Choose one from the list.")
  if (row.isDrill) throw preconditionFailed("This agent belongs to a drill. It is kept by the drill alone.")
  if (row.archivedAt) throw preconditionFailed("This agent was archived. Register it again.")
  if (rowVersion !== undefined && row.rowVersion !== rowVersion)
    throw conflict("Somebody changed this agent meanwhile. Read it again, then change it.")
  return row
}

/** References of open incidents that count on what this agent holds. */
export async function openIncidentsOf(tx: Tx, agentId: string): Promise<string[]> {
  const rows = await tx.incident.findMany({
    where: { agentId, status: { notIn: ["resolved", "reviewed"] } },
    select: { reference: true },
    orderBy: { declaredAt: "asc" },
  })
  return rows.map((row) => row.reference)
}
