import "server-only"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Delivery, Message } from "@/lib/db/generated/client"
import { env } from "@/lib/env"
import { notFound } from "@/lib/errors"
import { collectFacts } from "@/lib/messages/collect-facts"
import { messageRecipients } from "@/lib/messages/message-recipients"
import { renderDraft } from "@/lib/messages/render-draft"
import type { DraftQuery, MessageDraftDto, MessageDto, MessagesDto } from "@/lib/messages/schema"

/** Sent messages, newest first, with delivery per recipient; who would receive the next one. */
export async function readMessages({
  ctx,
  reference,
}: {
  ctx: Context
  reference: string
}): Promise<MessagesDto> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({
    where: { reference },
    include: {
      messages: { orderBy: { sentAt: "desc" }, include: { deliveries: { orderBy: { id: "asc" } } } },
      deliveries: { where: { channel: "drill_inbox" }, orderBy: { createdAt: "desc" }, take: 200 },
    },
  })
  if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
  const open = incident.resolvedAt === null
  return {
    messages: incident.messages.map(messageDto),
    recipients: await messageRecipients(ctx.db, incident),
    dueKind: !open ? "resolution" : incident.messages.length === 0 ? "initial" : "update",
    nextUpdateDueAt: incident.nextUpdateDueAt?.toISOString() ?? null,
    emailConfigured: Boolean(env().SMTP_URL),
    inbox: incident.isDrill
      ? incident.deliveries.map((d) => ({
          id: d.id,
          recipient: d.recipient,
          subject: d.subject,
          body: d.body,
          at: (d.acceptedAt ?? d.createdAt).toISOString(),
          kind: d.alertId ? ("alert" as const) : ("message" as const),
        }))
      : null,
    mayNotSend: refusal(ctx.actor, "message.send"),
  }
}

/** A draft from facts as they stand now; nothing is stored. */
export async function readDraft({
  ctx,
  reference,
  draft,
}: {
  ctx: Context
  reference: string
  draft: DraftQuery
}): Promise<MessageDraftDto> {
  requirePermission(ctx.actor, "incident.read")
  const { facts } = await collectFacts(ctx, reference, draft)
  return { kind: draft.kind, ...renderDraft(draft.kind, facts), facts, nextUpdateAt: facts.nextUpdateAt }
}

export function messageDto(row: Message & { deliveries: Delivery[] }): MessageDto {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    body: row.body,
    edited: row.edited,
    sentAt: row.sentAt.toISOString(),
    sentBy: row.sentBy,
    nextUpdateAt: row.nextUpdateAt?.toISOString() ?? null,
    headSequence: row.headSequence,
    headHash: row.headHash,
    statedDelivery: row.statedDelivery,
    deliveries: row.deliveries.map((d) => ({
      id: d.id,
      channel: d.channel,
      recipient: d.recipient,
      state: d.state,
      attempts: d.attempts,
      failure: d.failure,
      acceptedAt: d.acceptedAt?.toISOString() ?? null,
    })),
  }
}
