import "server-only"
import type { Prisma, PrismaClient } from "@/lib/db/generated/client"
import type { MessageRecipientDto } from "@/lib/messages/schema"

/** Who would receive a message: contacts that take messages; in a drill only the drill's inbox, whoever they are. */
export async function messageRecipients(
  db: PrismaClient | Prisma.TransactionClient,
  incident: { isDrill: boolean },
): Promise<MessageRecipientDto[]> {
  const contacts = await db.contact.findMany({
    where: { archivedAt: null, receivesMessages: true },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  })
  return contacts.map((c) => ({
    contactId: c.id,
    name: c.name,
    channels: incident.isDrill
      ? ["drill inbox"]
      : [c.email ?? "", c.webhookUrl ? "webhook" : ""].filter(Boolean),
  }))
}
