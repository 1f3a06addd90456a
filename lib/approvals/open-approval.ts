import "server-only"
import { type Actor, actorLabel, actorUserId } from "@/lib/actor"
import { expiredWhy } from "@/lib/approvals/data"
import { approvalMs, isOpen } from "@/lib/approvals/policy"
import type { Plan, Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { invalidInput, preconditionFailed } from "@/lib/errors"
import { stepBody } from "@/lib/plans/move-step"
import { appendEntry } from "@/lib/timeline/append-entry"

type Asked = {
  step: Step
  plan: Pick<Plan, "kind" | "hash">
  actor: Actor
  at: Date
  /** Title of the action, as people know it. */
  title: string
}

/** Throws invalid-input unless the target's name was typed as it is. */
export function requireTypedName(step: Pick<Step, "id" | "targetLabel">, typed: string, path: string): void {
  if (typed !== step.targetLabel)
    throw invalidInput("The typed name is not that of the target.", [
      { path, message: "Type the name exactly as shown" },
    ])
}

/** Asks a second person for a step, under the incident's lock. One request is open at a time. */
export async function openApproval(tx: Tx, { step, plan, actor, at, title }: Asked): Promise<void> {
  if (actor.kind !== "person")
    throw preconditionFailed(
      "In SEV-1 and SEV-2 two people approve what cannot be taken back; a token is none.",
    )
  await closeOpen(tx, { stepId: step.id, at })
  const expiresAt = new Date(at.getTime() + approvalMs)
  const made = await tx.stepApproval.create({
    data: {
      incidentId: step.incidentId,
      stepId: step.id,
      planHash: plan.hash,
      secondPerson: true,
      requestedById: actor.userId,
      requestedBy: actorLabel(actor),
      requestedAt: at,
      expiresAt,
    },
  })
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "approval.asked",
    actor,
    body: stepBody(step, title, { approvalId: made.id, planKind: plan.kind, until: expiresAt.toISOString() }),
    now: at,
  })
}

/** One person's own approval: in SEV-3 and SEV-4, or with a reason where the glass is broken. */
export async function approveAlone(
  tx: Tx,
  { step, plan, actor, at, reason }: Asked & { reason: string | null },
): Promise<void> {
  await tx.stepApproval.create({
    data: {
      incidentId: step.incidentId,
      stepId: step.id,
      planHash: plan.hash,
      secondPerson: false,
      requestedById: actorUserId(actor),
      requestedBy: actorLabel(actor),
      requestedAt: at,
      expiresAt: new Date(at.getTime() + approvalMs),
      approvedById: actorUserId(actor),
      approvedBy: actorLabel(actor),
      approvedAt: at,
      approverSignedInAt: actor.kind === "person" ? actor.signedInAt : null,
      brokeGlass: reason !== null,
      reason: reason ?? "",
    },
  })
}

/** Makes room for a new request: one that ran out is closed, one that is open refuses the new one. */
async function closeOpen(tx: Tx, { stepId, at }: { stepId: string; at: Date }): Promise<void> {
  const before = await tx.stepApproval.findFirst({ where: { stepId, approvedAt: null, closedAt: null } })
  if (!before) return
  if (isOpen(before, at))
    throw preconditionFailed(`${before.requestedBy} has asked for it already; another person approves it.`)
  await tx.stepApproval.update({ where: { id: before.id }, data: { closedAt: at, closedWhy: expiredWhy } })
}
