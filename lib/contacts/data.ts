import "server-only"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import { webhookShapes } from "@/lib/contacts/policy"
import type { ContactDto, ContactsDto } from "@/lib/contacts/schema"
import type { Context } from "@/lib/context"
import type { Contact } from "@/lib/db/generated/client"
import { env } from "@/lib/env"

/** Contacts in the order in which they are alerted. Secrets are never read. */
export async function listContacts({ ctx }: { ctx: Context }): Promise<ContactsDto> {
  requirePermission(ctx.actor, "contact.read")
  const rows = await ctx.db.contact.findMany({
    where: { archivedAt: null },
    orderBy: [{ kind: "asc" }, { position: "asc" }, { createdAt: "asc" }],
  })
  return {
    contacts: rows.map(contactDto),
    emailConfigured: Boolean(env().SMTP_URL),
    mayNotEdit: refusal(ctx.actor, "contact.edit"),
  }
}

export function contactDto(row: Contact): ContactDto {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    email: row.email,
    webhookUrl: row.webhookUrl,
    webhookShape: webhookShapes.find((s) => s === row.webhookShape) ?? null,
    receivesAlerts: row.receivesAlerts,
    receivesMessages: row.receivesMessages,
    position: row.position,
    hasWebhookSecret: row.webhookSecret !== null,
    version: row.version,
  }
}
