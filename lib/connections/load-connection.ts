import "server-only"
import type { Connection } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { conflict, notFound, preconditionFailed } from "@/lib/errors"

/**
 * A real connection that is in use, at the version on the screen. Practice connections belong to their drill and are
 * changed by nobody. Errors: not-found, precondition-failed, conflict.
 */
export async function loadOwnConnection(
  tx: Tx,
  { id, version }: { id: string; version?: number },
): Promise<Connection> {
  const row = await tx.connection.findUnique({ where: { id } })
  if (!row) throw notFound("There is no such connection. Choose one from the list.")
  if (row.isRange)
    throw preconditionFailed("This connection belongs to a drill. It is made and kept by the drill alone.")
  if (row.archivedAt) throw preconditionFailed("This connection was archived. Add a new one.")
  if (version !== undefined && row.version !== version) throw changedMeanwhile()
  return row
}

export function changedMeanwhile() {
  return conflict("Somebody changed this connection meanwhile. Read it again, then change it.")
}
