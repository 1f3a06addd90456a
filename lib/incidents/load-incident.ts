import "server-only"
import type { Actor } from "@/lib/actor"
import type { Incident } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { notFound } from "@/lib/errors"

/** The incident under its row lock, so that what the verb decides on cannot change before it writes. */
export async function lockIncidentByReference(tx: Tx, reference: string): Promise<Incident> {
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM incident WHERE reference = ${reference} FOR UPDATE`
  const id = rows[0]?.id
  if (!id) throw notFound(`There is no incident ${reference}. Check the number.`)
  return tx.incident.findUniqueOrThrow({ where: { id } })
}

/** Whether the actor commands this incident now. */
export async function isCommander(
  tx: Pick<Tx, "responder">,
  incidentId: string,
  actor: Actor,
): Promise<boolean> {
  if (actor.kind !== "person") return false
  const held = await tx.responder.findFirst({
    where: { incidentId, userId: actor.userId, role: "commander", until: null },
  })
  return held !== null
}
