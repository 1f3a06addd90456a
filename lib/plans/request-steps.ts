import "server-only"
import { type Actor, actorLabel } from "@/lib/actor"
import type { Connector } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { conflict } from "@/lib/errors"
import { requeueStep } from "@/lib/plans/requeue-step"

/** Planned steps become approved and are asked for, inside a transaction that holds the incident's lock. */
export async function requestSteps(
  tx: Tx,
  {
    steps,
    actor,
    at,
    connectors,
  }: { steps: readonly Step[]; actor: Actor; at: Date; connectors: readonly Connector[] },
): Promise<void> {
  const ids = steps.map((step) => step.id)
  const marked = await tx.step.updateMany({
    where: { id: { in: ids }, state: "planned" },
    data: { state: "approved", stateSince: at },
  })
  if (marked.count !== ids.length)
    throw conflict("A step was decided on meanwhile. Look again, then approve.")
  await tx.stepTransition.createMany({
    data: ids.map((stepId) => ({
      stepId,
      at,
      from: "planned" as const,
      to: "approved" as const,
      by: actorLabel(actor),
    })),
  })
  for (const step of steps)
    await requeueStep(tx, {
      step: { ...step, state: "approved" },
      by: actor,
      at,
      title: findHandler(connectors, step.action)?.definition.title ?? step.action,
    })
}
