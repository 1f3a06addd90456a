import "server-only"
import { randomBytes } from "node:crypto"
import { hashToken } from "@/lib/auth/hash-token"
import type { Contact, ContactKind, Incident, Prisma } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { publicAddress } from "@/lib/env"
import { severityName, showInvisible } from "@/lib/format"
import { firstMinutesMs } from "@/lib/incidents/policy"
import { paths } from "@/lib/paths"
import { appendEntry } from "@/lib/timeline/append-entry"

const system = { kind: "system", name: "Firebreak" } as const

/** In a drill nobody real is woken: these three stand in for the contacts. */
const drillContacts: { kind: ContactKind; name: string }[] = [
  { kind: "on_call_engineer", name: "On-call engineer (practice)" },
  { kind: "infrastructure_team", name: "Infrastructure team (practice)" },
  { kind: "manager", name: "Manager (practice)" },
]

/**
 * Alerts the first contact of each kind, in the transaction that declares: one alert row with its acknowledge link,
 * and one delivery per channel for the outbox. The rest wait for escalation.
 */
export async function raiseAlerts(
  tx: Tx,
  { incident, now }: { incident: Incident; now: Date },
): Promise<void> {
  if (incident.isDrill) {
    for (const contact of drillContacts) await raiseAlert(tx, { incident, contact, now })
    return
  }
  const contacts = await tx.contact.findMany({
    where: { archivedAt: null, receivesAlerts: true, kind: { not: "stakeholder" } },
    orderBy: [{ position: "asc" }, { createdAt: "asc" }],
  })
  const first = new Map<ContactKind, Contact>()
  for (const contact of contacts) if (!first.has(contact.kind)) first.set(contact.kind, contact)
  for (const contact of first.values()) await raiseAlert(tx, { incident, contact, now })
}

type AlertContact = Contact | { kind: ContactKind; name: string }

/** Alerts one contact about one incident. The link's token is in the text that is sent, its hash in the row. */
export async function raiseAlert(
  tx: Tx,
  { incident, contact, now }: { incident: Incident; contact: AlertContact; now: Date },
): Promise<void> {
  const token = randomBytes(32).toString("base64url")
  const alert = await tx.alert.create({
    data: {
      incidentId: incident.id,
      contactId: "id" in contact ? contact.id : null,
      contactLabel: contact.name,
      contactKind: contact.kind,
      raisedAt: now,
      escalateAt: new Date(now.getTime() + firstMinutesMs),
      tokenHash: hashToken(token),
    },
  })
  await tx.delivery.createMany({ data: deliveriesOf(incident, contact, alert.id, token, now) })
  await appendEntry(tx, {
    incidentId: incident.id,
    kind: "alert.raised",
    actor: system,
    now,
    body: { contact: contact.name, contactKind: contact.kind, alertId: alert.id },
  })
}

function deliveriesOf(
  incident: Incident,
  contact: AlertContact,
  alertId: string,
  token: string,
  now: Date,
): Prisma.DeliveryCreateManyInput[] {
  const base = publicAddress()
  const link = `${base}${paths.alert(token)}`
  // Mail programs and pagers draw what they are given: a title must not turn its neighbours around there either.
  const title = showInvisible(incident.title)
  const subject = `${incident.isDrill ? "[DRILL] " : ""}[ALERT] ${severityName(incident.severity)} ${incident.reference}: ${title}`
  const body = [
    incident.isDrill ? "This is a drill on the practice range.\n" : "",
    `${incident.reference} ${severityName(incident.severity)}: ${title}`,
    incident.service ? `Affected: ${showInvisible(incident.service)}` : "",
    "An AI agent may be acting with our credentials.",
    "",
    `Acknowledge: ${link}`,
    `Command view: ${base}${paths.incident(incident.reference)}`,
    "",
    "Without an acknowledgement within five minutes the next contact is alerted.",
  ]
    .filter((line, i, all) => line !== "" || all[i - 1] !== "")
    .join("\n")
    .trim()
  const row = {
    incidentId: incident.id,
    isDrill: incident.isDrill,
    alertId,
    subject: subject.slice(0, 250),
    body,
    createdAt: now,
    dueAt: now,
  }
  if (incident.isDrill || !("id" in contact))
    return [{ ...row, channel: "drill_inbox", recipient: contact.name }]
  const rows: Prisma.DeliveryCreateManyInput[] = []
  if (contact.email) rows.push({ ...row, contactId: contact.id, channel: "email", recipient: contact.email })
  if (contact.webhookUrl) {
    const payload = {
      reference: incident.reference,
      title: incident.title,
      severity: incident.severity,
      link,
      service: incident.service,
    }
    rows.push({ ...row, contactId: contact.id, channel: "webhook", recipient: contact.name, payload })
  }
  return rows
}
