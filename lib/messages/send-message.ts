import "server-only"
import { actorLabel, actorUserId } from "@/lib/actor"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import type { Incident, Prisma } from "@/lib/db/generated/client"
import { type Tx, transaction } from "@/lib/db/transaction"
import { invalidInput } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { lockIncidentByReference } from "@/lib/incidents/load-incident"
import { isOpen, messageCadenceMs } from "@/lib/incidents/policy"
import { collectFacts } from "@/lib/messages/collect-facts"
import { composeBody, composeText } from "@/lib/messages/compose-body"
import { messageDto } from "@/lib/messages/data"
import { findUnprovenClaims } from "@/lib/messages/find-unproven-claims"
import { planDeliveries } from "@/lib/messages/plan-deliveries"
import { drillMark, renderDraft } from "@/lib/messages/render-draft"
import { type MessageDto, type SendMessageInput, sendMessageSchema } from "@/lib/messages/schema"
import { appendEntry } from "@/lib/timeline/append-entry"
import { wakeWorkers } from "@/lib/worker/wake-workers"

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
  const by = actorLabel(ctx.actor)
  return transaction(ctx.db, async (tx) => {
    // Under the row's lock, so that no proof can be lost between judging the text and sending it.
    const incident = await lockIncidentByReference(tx, reference)
    refusePastPromise(wanted, ctx.now())
    const now = ctx.now
    const { facts } = await collectFacts({ db: tx, now }, reference, {
      kind: wanted.kind,
      ...(wanted.nextUpdateAt ? { nextUpdateAt: wanted.nextUpdateAt } : {}),
      ...(wanted.reviewOn ? { reviewOn: wanted.reviewOn } : {}),
    })
    const claims = findUnprovenClaims(`${wanted.subject}\n${wanted.body}`, facts.containment)
    if (claims.length > 0 && !wanted.claimReason) {
      throw invalidInput(
        "The text says that access is revoked or contained, and that is not proven. Change it, or say why you state it.",
        claims.map((claim) => ({ path: "body", message: claim })),
      )
    }
    const stated = claims.length > 0 ? { by, reason: wanted.claimReason ?? "" } : null
    const subject = labelled(wanted.subject, incident)
    const draft = renderDraft(wanted.kind, facts)
    const { sequence, hash } = await appendEntry(tx, {
      incidentId: incident.id,
      kind: "message.sent",
      actor: ctx.actor,
      now: now(),
      body: {
        kind: wanted.kind,
        subject,
        recipients: wanted.contactIds.length,
        statedDelivery: wanted.statedDelivery ?? "",
        unprovenClaims: claims.length,
        claimReason: stated?.reason ?? "",
      },
    })
    const text = { subject, body: composeBody({ text: wanted.body, stated, reference, headHash: hash }) }
    const deliveries = await planDeliveries(tx, { incident, message: wanted, text })
    const message = await tx.message.create({
      data: {
        incidentId: incident.id,
        kind: wanted.kind,
        subject,
        body: composeText({ text: wanted.body, stated }),
        facts: facts satisfies Prisma.InputJsonObject,
        edited: wanted.subject !== draft.subject || timeless(wanted.body) !== timeless(draft.body),
        sentAt: now(),
        sentById: actorUserId(ctx.actor),
        sentBy: by,
        nextUpdateAt: wanted.kind === "resolution" ? null : wanted.nextUpdateAt,
        headSequence: sequence,
        headHash: hash,
        statedDelivery: wanted.statedDelivery ?? "",
        deliveries: { create: deliveries },
      },
      include: { deliveries: true },
    })
    await setNextUpdate(tx, incident, wanted, now())
    await wakeWorkers({ tx, db: ctx.db, queue: "deliveries" })
    return messageDto(message)
  })
}

/** Without the duration of what still lasts, which is another one by the time of sending. */
function timeless(body: string): string {
  return body.replace(/^Duration: .* \(so far;.*$/m, "")
}

function refusePastPromise(wanted: SendMessageInput, now: Date): void {
  if (wanted.nextUpdateAt && new Date(wanted.nextUpdateAt) <= now)
    throw invalidInput("nextUpdateAt: the promised time of the next update has passed. Choose a later one.")
}

/** Nothing of a drill may look real, whatever a person made of the subject. */
function labelled(subject: string, incident: Incident): string {
  return incident.isDrill && !subject.startsWith(drillMark.trim()) ? `${drillMark}${subject}` : subject
}

/** While the incident is open somebody waits for news, also after a resolution that was sent too early. */
async function setNextUpdate(tx: Tx, incident: Incident, wanted: SendMessageInput, now: Date): Promise<void> {
  const promised = wanted.kind === "resolution" ? null : wanted.nextUpdateAt
  const byCadence = new Date(now.getTime() + messageCadenceMs(incident.severity))
  await tx.incident.update({
    where: { id: incident.id },
    data: { nextUpdateDueAt: isOpen(incident.status) ? (promised ?? byCadence) : null },
  })
}
