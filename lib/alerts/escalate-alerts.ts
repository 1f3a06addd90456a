import "server-only"
import { raiseAlert } from "@/lib/alerts/raise-alerts"
import type { Alert, PrismaClient } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { isOpen } from "@/lib/incidents/policy"
import { appendEntry } from "@/lib/timeline/append-entry"

const system = { kind: "system", name: "Firebreak" } as const

/**
 * Escalates every alert that nobody acknowledged in time: the next contact of its kind that was not alerted yet, and
 * loudly on the timeline when there is none. Safe to run on several instances. Returns how many it escalated.
 */
export async function escalateAlerts(db: PrismaClient, now: Date): Promise<number> {
  const due = await db.alert.findMany({
    where: { acknowledgedAt: null, escalatedAt: null, escalateAt: { lte: now } },
    orderBy: { escalateAt: "asc" },
    take: 50,
  })
  for (const alert of due) await transaction(db, (tx) => escalate(tx, alert, now))
  return due.length
}

async function escalate(tx: Tx, alert: Alert, now: Date): Promise<void> {
  // Under the incident's lock, so that two alerts escalated at once do not choose the same next contact.
  await tx.$queryRaw`SELECT id FROM incident WHERE id = ${alert.incidentId}::uuid FOR UPDATE`
  const incident = await tx.incident.findUniqueOrThrow({ where: { id: alert.incidentId } })
  const open = isOpen(incident.status)
  const taken = await tx.alert.updateMany({
    where: { id: alert.id, acknowledgedAt: null, escalatedAt: null },
    // What is over is not escalated, and must not look so.
    data: open ? { escalatedAt: now } : { escalateAt: null },
  })
  if (taken.count === 0 || !open) return
  const alerted = await tx.alert.findMany({ where: { incidentId: incident.id }, select: { contactId: true } })
  const left = incident.isDrill
    ? []
    : await tx.contact.findMany({
        where: {
          archivedAt: null,
          receivesAlerts: true,
          kind: { not: "stakeholder" },
          id: { notIn: alerted.flatMap((a) => a.contactId ?? []) },
        },
        orderBy: [{ position: "asc" }, { createdAt: "asc" }],
      })
  // The next of the same kind first, then whoever is left.
  const next = left.find((contact) => contact.kind === alert.contactKind) ?? left[0] ?? null
  await appendEntry(tx, {
    incidentId: incident.id,
    kind: "alert.escalated",
    actor: system,
    now,
    body: {
      from: alert.contactLabel,
      to: next?.name ?? "",
      reason: next ? "" : "Call somebody: there is no further contact to alert.",
    },
  })
  if (next) await raiseAlert(tx, { incident, contact: next, now })
}
