import "server-only"
import type { Delivery, PrismaClient } from "@/lib/db/generated/client"
import { postWebhook } from "@/lib/deliveries/post-webhook"
import { type Sent, sendMail } from "@/lib/deliveries/send-mail"
import { open } from "@/lib/secrets/seal"

/** One attempt on the row's channel. The drill's inbox is the row itself: it is there at once. */
export async function deliver(db: PrismaClient, row: Delivery): Promise<Sent> {
  switch (row.channel) {
    case "drill_inbox":
      return { outcome: "accepted", remoteId: "" }
    case "email":
      return sendMail({ to: row.recipient, subject: row.subject, text: row.body, id: row.id })
    case "webhook":
      return sendWebhook(db, row)
  }
}

async function sendWebhook(db: PrismaClient, row: Delivery): Promise<Sent> {
  const contact = row.contactId ? await db.contact.findUnique({ where: { id: row.contactId } }) : null
  if (!contact?.webhookUrl) {
    return {
      outcome: "failed",
      retry: false,
      failure: "The contact has no webhook any more. Copy the text and send it by hand.",
    }
  }
  let secret: string | null = null
  try {
    secret = contact.webhookSecret ? open(contact.webhookSecret, `contact:${contact.id}`) : null
  } catch {
    return {
      outcome: "failed",
      retry: false,
      failure: "The webhook's key cannot be read. Enter it again under Settings, Contacts.",
    }
  }
  return postWebhook({
    url: contact.webhookUrl,
    shape: contact.webhookShape === "pagerduty" ? "pagerduty" : "plain",
    secret,
    id: row.id,
    dedupKey: `firebreak-${row.incidentId}-${contact.id}`,
    subject: row.subject,
    body: row.body,
    payload: row.payload,
  })
}
