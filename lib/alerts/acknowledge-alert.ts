import "server-only"
import { type Actor, actorLabel } from "@/lib/actor"
import { type AlertPageDto, acknowledgeInput } from "@/lib/alerts/schema"
import { hashToken } from "@/lib/auth/hash-token"
import { requirePermission } from "@/lib/auth/require-permission"
import type { Context } from "@/lib/context"
import { type Tx, transaction } from "@/lib/db/transaction"
import { notFound, preconditionFailed } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { isOpen } from "@/lib/incidents/policy"
import { appendEntry } from "@/lib/timeline/append-entry"

/** What the acknowledge page shows; reading it acknowledges nothing, because mail scanners open links. */
export async function readAlert({ ctx, token }: { ctx: Context; token: string }): Promise<AlertPageDto> {
  const alert = await ctx.db.alert.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { incident: true },
  })
  if (!alert) throw notFound("This acknowledge link is not known. Open Firebreak and acknowledge there.")
  return {
    contact: alert.contactLabel,
    reference: alert.incident.reference,
    title: alert.incident.title,
    severity: alert.incident.severity,
    isDrill: alert.incident.isDrill,
    raisedAt: alert.raisedAt.toISOString(),
    acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: alert.acknowledgedBy,
    escalatedAt: alert.escalatedAt?.toISOString() ?? null,
    closedAt: isOpen(alert.incident.status) ? null : (alert.incident.resolvedAt?.toISOString() ?? null),
  }
}

/** Acknowledges by the link of the alert; the name is what the person types, so it is stated, not proven. */
export async function acknowledgeByLink({
  ctx,
  token,
  input,
}: {
  ctx: Context
  token: string
  input: { name: string }
}): Promise<AlertPageDto> {
  const { name } = parseInput(acknowledgeInput, input)
  await transaction(ctx.db, async (tx) => {
    const alert = await tx.alert.findUnique({
      where: { tokenHash: hashToken(token) },
      include: { incident: true },
    })
    if (!alert) throw notFound("This acknowledge link is not known. Open Firebreak and acknowledge there.")
    if (!isOpen(alert.incident.status) && !alert.acknowledgedAt)
      throw preconditionFailed(`${alert.incident.reference} is over; there is nothing left to acknowledge.`)
    await acknowledge(tx, ctx, alert.id, name, { kind: "system", name: `${name} (by link)` })
  })
  return readAlert({ ctx, token })
}

/** Acknowledges on the page, as the signed-in person. */
export async function acknowledgeAlert({ ctx, id }: { ctx: Context; id: string }): Promise<void> {
  requirePermission(ctx.actor, "incident.note")
  await transaction(ctx.db, (tx) => acknowledge(tx, ctx, id, actorLabel(ctx.actor), ctx.actor))
}

/** The first acknowledgement counts; a second one changes nothing. */
async function acknowledge(tx: Tx, ctx: Context, id: string, by: string, actor: Actor): Promise<void> {
  const updated = await tx.alert.updateManyAndReturn({
    where: { id, acknowledgedAt: null },
    data: { acknowledgedAt: ctx.now(), acknowledgedBy: by },
  })
  const alert = updated[0]
  if (!alert) {
    if ((await tx.alert.count({ where: { id } })) === 0) throw notFound("There is no such alert.")
    return
  }
  await appendEntry(tx, {
    incidentId: alert.incidentId,
    kind: "alert.acknowledged",
    actor,
    now: ctx.now(),
    body: { by, contact: alert.contactLabel },
  })
}
