import "server-only"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import { drillInboxId, type MessageRecipientDto } from "@/lib/messages/schema"

/** Who would receive a message: contacts that take messages; in a drill its inbox stands in for all of them. */
export async function messageRecipients(
  db: PrismaClient | Prisma.TransactionClient,
  incident: { isDrill: boolean },
): Promise<MessageRecipientDto[]> {
  if (incident.isDrill)
    return [{ contactId: drillInboxId, name: "Stakeholders (practice)", channels: ["drill inbox"] }]
  const contacts = await db.contact.findMany({
    where: { archivedAt: null, receivesMessages: true },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  })
  return contacts.map((c) => ({
    contactId: c.id,
    name: c.name,
    channels: [c.email ?? "", c.webhookUrl ? "webhook" : ""].filter(Boolean),
  }))
}
