import "server-only"
import { actorUserId } from "@/lib/actor"
import { isOpen, needsSecondPerson, secondPersonRefusal } from "@/lib/approvals/policy"
import type { ApprovalsDto, WaitingStepDto } from "@/lib/approvals/schema"
import { refusal } from "@/lib/auth/policy"
import { requirePermission } from "@/lib/auth/require-permission"
import { findHandler } from "@/lib/connectors/find-action"
import type { Context } from "@/lib/context"
import type { StepApproval } from "@/lib/db/generated/client"
import { notFound } from "@/lib/errors"
import { isCommander } from "@/lib/plans/require-plan-permission"
import { undoOf } from "@/lib/plans/step-facts"
import type { StoredPreview } from "@/lib/plans/to-preview"
import type { World } from "@/lib/plans/world"

/** Every step of an approved plan that cannot be taken back and waits for its own approval. */
export async function readApprovals({
  ctx,
  reference,
  world,
}: {
  ctx: Context
  reference: string
  world: Pick<World, "connectors">
}): Promise<ApprovalsDto> {
  requirePermission(ctx.actor, "incident.read")
  const incident = await ctx.db.incident.findUnique({
    where: { reference },
    select: { id: true, severity: true },
  })
  if (!incident) throw notFound(`There is no incident ${reference}.`)
  const steps = await ctx.db.step.findMany({
    where: {
      incidentId: incident.id,
      irreversible: true,
      state: "planned",
      plan: { state: { in: ["approved", "finished"] } },
    },
    include: { plan: true, approvals: { orderBy: { requestedAt: "desc" }, take: 1 } },
    orderBy: [{ planId: "asc" }, { position: "asc" }],
  })
  const commands = await isCommander(ctx.db, incident.id, ctx.actor)
  const command = refusal(ctx.actor, "plan.approve", commands)
  const act = refusal(ctx.actor, "plan.act")
  const secondPerson = needsSecondPerson(incident.severity)
  const now = ctx.now()
  const person = ctx.actor.kind === "person" ? null : "a person does this, not a token"
  return {
    waiting: steps.map((step): WaitingStepDto => {
      const newest = step.approvals[0]
      const open = newest && isOpen(newest, now) ? newest : null
      const definition = findHandler(world.connectors, step.action)?.definition
      const none = open ? null : "nobody has asked for it"
      return {
        stepId: step.id,
        planId: step.planId,
        planKind: step.plan.kind,
        planHash: step.plan.hash,
        actionTitle: definition?.title ?? step.action,
        targetLabel: step.targetLabel,
        why: step.why,
        undoNote: undoOf(definition).note,
        collateral: (step.preview as StoredPreview | null)?.collateral?.statement ?? null,
        secondPerson,
        open: open && {
          id: open.id,
          requestedBy: open.requestedBy,
          requestedAt: open.requestedAt.toISOString(),
          expiresAt: open.expiresAt.toISOString(),
        },
        last: open || !newest ? null : ending(newest),
        may: {
          ask: command ?? (secondPerson ? person : null) ?? (open ? "it has been asked for" : null),
          give: act ?? none ?? (open && secondPersonRefusal(open, actorUserId(ctx.actor))),
          decline: act ?? none,
          breakGlass: command ?? person ?? (secondPerson ? null : "one person is enough"),
        },
      }
    }),
  }
}

function ending(request: StepApproval): WaitingStepDto["last"] {
  if (request.closedAt && request.closedWhy !== expiredWhy)
    return {
      outcome: "declined",
      at: request.closedAt.toISOString(),
      by: request.closedBy ?? "",
      reason: request.closedWhy,
    }
  return { outcome: "expired", at: request.expiresAt.toISOString(), by: "", reason: "" }
}

/** Written when a request that ran out makes room for a new one. */
export const expiredWhy = "expired"
