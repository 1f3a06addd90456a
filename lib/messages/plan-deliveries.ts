import "server-only"
import type { Contact, Incident, Prisma } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { drillInboxId, type SendMessageInput } from "@/lib/messages/schema"

type Row = Prisma.DeliveryUncheckedCreateWithoutMessageInput
type Parts = {
  incident: Pick<Incident, "id" | "isDrill" | "reference" | "severity">
  message: Pick<SendMessageInput, "kind" | "contactIds" | "statedDelivery">
  text: { subject: string; body: string }
}

/**
 * One delivery per recipient and channel. A drill tells only its own inbox: no contact is even read, and the database
 * refuses any other channel. Throws invalid-input when nobody would be told.
 */
export async function planDeliveries(tx: Tx, { incident, message, text }: Parts): Promise<Row[]> {
  const ids = [...new Set(message.contactIds)]
  if (ids.length === 0 && !message.statedDelivery)
    throw invalidInput("Choose at least one recipient, or say how the text was delivered by hand.")
  const base = { incidentId: incident.id, isDrill: incident.isDrill, ...text }
  if (incident.isDrill) {
    if (ids.some((id) => id !== drillInboxId))
      throw invalidInput("A drill tells its own inbox only. Choose the practice stakeholders.")
    return ids.map(() => ({ ...base, channel: "drill_inbox", recipient: "Stakeholders (practice)" }))
  }
  const contacts = await tx.contact.findMany({
    where: { id: { in: ids }, archivedAt: null, receivesMessages: true },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  })
  if (contacts.length !== ids.length)
    throw invalidInput(
      "A recipient is no longer among the contacts that take messages. Choose the recipients again.",
    )
  return contacts.flatMap((contact) => rowsOf(contact, base, { incident, message, text }))
}

function rowsOf(contact: Contact, base: Omit<Row, "channel" | "recipient">, parts: Parts): Row[] {
  const rows: Row[] = []
  const own = { ...base, contactId: contact.id }
  if (contact.email) rows.push({ ...own, channel: "email", recipient: contact.email })
  if (contact.webhookUrl) {
    const { incident, message, text } = parts
    const payload = {
      reference: incident.reference,
      severity: incident.severity,
      kind: message.kind,
      ...text,
    }
    rows.push({ ...own, channel: "webhook", recipient: contact.name, payload })
  }
  return rows
}
