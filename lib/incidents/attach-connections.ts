import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"

/**
 * Connections the incident works with from now on; those it has already are left alone. Throws invalid-input for one
 * that is gone or on the other side of the line between drills and real incidents (the database refuses it too).
 */
export async function attachConnections(
  tx: Tx,
  incident: { id: string; isDrill: boolean },
  ids: (string | null)[],
): Promise<string[]> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null))]
  if (wanted.length === 0) return []
  const rows = await tx.connection.findMany({
    where: { id: { in: wanted }, archivedAt: null, isRange: incident.isDrill },
  })
  if (rows.length !== wanted.length) {
    throw invalidInput(
      incident.isDrill
        ? "A drill works with practice connections only."
        : "A connection is gone or belongs to the practice range. Choose the connections again.",
    )
  }
  await tx.incidentConnection.createMany({
    data: rows.map((c) => ({
      incidentId: incident.id,
      isDrill: incident.isDrill,
      connectionId: c.id,
      isRange: c.isRange,
    })),
    skipDuplicates: true,
  })
  return rows.map((c) => c.name)
}

/** Those of an agent's connections that still exist: one that was archived must not stand in the way of an incident. */
export async function attachAgentConnections(
  tx: Tx,
  incident: { id: string; isDrill: boolean },
  credentials: { connectionId: string | null }[],
): Promise<void> {
  const ids = credentials.flatMap((one) => one.connectionId ?? [])
  const there = await tx.connection.findMany({
    where: { id: { in: ids }, archivedAt: null },
    select: { id: true },
  })
  await attachConnections(
    tx,
    incident,
    there.map((one) => one.id),
  )
}
