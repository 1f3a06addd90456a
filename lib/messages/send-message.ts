import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Contact, Incident, Prisma } from "@/lib/db/generated/client"
import { transaction } from "@/lib/db/transaction"
import { invalidInput, notFound } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { collectFacts } from "@/lib/messages/collect-facts"
import { messageDto } from "@/lib/messages/data"
import { findUnprovenClaims } from "@/lib/messages/find-unproven-claims"
import { renderDraft } from "@/lib/messages/render-draft"
import { type MessageDto, type SendMessageInput, sendMessageSchema } from "@/lib/messages/schema"
import { appendEntry } from "@/lib/timeline/append-entry"

/**
 * Records a message and queues one delivery per recipient and channel, in one transaction; the outbox sends them.
 * Refuses text that claims containment before it is proven, unless `claimReason` says why: then the message itself
 * says that the claim is stated. Errors: not-permitted, not-found, invalid-input.
 */
export async function sendMessage({
  ctx,
  reference,
  input,
}: {
  ctx: Context
  reference: string
  input: SendMessageInput
}): Promise<MessageDto> {
  requirePermission(ctx.actor, "message.send")
  const wanted = parseInput(sendMessageSchema, input)
  const { facts } = await collectFacts(ctx, reference, wanted.kind)
  const claims = findUnprovenClaims(`${wanted.subject}\n${wanted.body}`, facts.containment)
  if (claims.length > 0 && !wanted.claimReason) {
    throw invalidInput(
      "The text says that access is revoked or contained, and that is not proven. Change it, or say why you state it.",
      claims.map((claim) => ({ path: "body", message: claim })),
    )
  }
  const by = actorLabel(ctx.actor)
  const body =
    claims.length > 0 ? `${wanted.body}\n\n${statedLine(by, wanted.claimReason ?? "")}` : wanted.body
  const draft = renderDraft(wanted.kind, facts)
  return transaction(ctx.db, async (tx) => {
    const incident = await tx.incident.findUnique({ where: { reference } })
    if (!incident) throw notFound(`There is no incident ${reference}. Check the number.`)
    const contacts = await tx.contact.findMany({ where: { id: { in: wanted.contactIds }, archivedAt: null } })
    if (contacts.length !== new Set(wanted.contactIds).size) {
      throw invalidInput("A recipient is no longer among the contacts. Choose the recipients again.")
    }
    if (contacts.length === 0 && !wanted.statedDelivery) {
      throw invalidInput("Choose at least one recipient, or say how the text was delivered by hand.")
    }
    const { sequence, hash } = await appendEntry(tx, {
      incidentId: incident.id,
      kind: "message.sent",
      actor: ctx.actor,
      now: ctx.now(),
      body: {
        kind: wanted.kind,
        subject: wanted.subject,
        recipients: contacts.length,
        statedDelivery: wanted.statedDelivery ?? "",
        unprovenClaims: claims.length,
        claimReason: claims.length > 0 ? (wanted.claimReason ?? "") : "",
      },
    })
    const message = await tx.message.create({
      data: {
        incidentId: incident.id,
        kind: wanted.kind,
        subject: wanted.subject,
        body,
        facts: facts as unknown as Prisma.InputJsonValue,
        edited: wanted.subject !== draft.subject || wanted.body.trim() !== draft.body,
        sentAt: ctx.now(),
        sentById: actorUserId(ctx.actor),
        sentBy: by,
        nextUpdateAt: wanted.nextUpdateAt,
        headSequence: sequence,
        headHash: hash,
        statedDelivery: wanted.statedDelivery ?? "",
        deliveries: {
          create: contacts.flatMap((contact) => deliveriesFor(incident, contact, wanted.subject, body, hash)),
        },
      },
      include: { deliveries: true },
    })
    await tx.incident.update({
      where: { id: incident.id },
      data: { nextUpdateDueAt: wanted.kind === "resolution" ? null : wanted.nextUpdateAt },
    })
    return messageDto(message)
  })
}

function statedLine(by: string, reason: string): string {
  return `What this message says about containment is stated by ${by} and not proven: ${reason}`
}

/** A drill tells only its own inbox; the database refuses anything else. */
function deliveriesFor(
  incident: Pick<Incident, "id" | "isDrill" | "reference">,
  contact: Contact,
  subject: string,
  text: string,
  headHash: string,
): Prisma.DeliveryUncheckedCreateWithoutMessageInput[] {
  const body = `${text}\n\n--\n${incident.reference} · timeline head ${headHash.slice(0, 16)}`
  const base = { incidentId: incident.id, isDrill: incident.isDrill, contactId: contact.id, subject, body }
  if (incident.isDrill) return [{ ...base, channel: "drill_inbox", recipient: contact.name }]
  const rows: Prisma.DeliveryUncheckedCreateWithoutMessageInput[] = []
  if (contact.email) rows.push({ ...base, channel: "email", recipient: contact.email })
  if (contact.webhookUrl) {
    rows.push({
      ...base,
      channel: "webhook",
      recipient: contact.name,
      payload: { reference: incident.reference, subject, body },
    })
  }
  return rows
}
