import "server-only"
import type { Actor } from "@/lib/actor"
import type { Connector } from "@/lib/connectors/contract"
import { findHandler } from "@/lib/connectors/find-action"
import type { Tx } from "@/lib/db/transaction"
import { askRecheck } from "@/lib/plans/ask-recheck"
import { requeueStep } from "@/lib/plans/requeue-step"

/**
 * A second press on targets that have live steps: what is proven or doubtful is read again, what failed or had no
 * effect is tried again, what is under way is left alone. Returns the steps that something was asked of.
 */
export async function pressAgain(
  tx: Tx,
  {
    stepIds,
    actor,
    at,
    connectors,
  }: { stepIds: readonly string[]; actor: Actor; at: Date; connectors: readonly Connector[] },
): Promise<string[]> {
  const steps = await tx.step.findMany({ where: { id: { in: [...stepIds] } }, orderBy: { position: "asc" } })
  const pressed: string[] = []
  for (const step of steps) {
    const title = findHandler(connectors, step.action)?.definition.title ?? step.action
    if (step.operation === "undo" && step.state !== "verified") continue
    if (step.state === "failed" || step.state === "ineffective")
      await requeueStep(tx, { step, by: actor, at, title, kind: "step.retried" })
    else if (step.state === "verified" || step.state === "unverifiable" || step.state === "in_doubt")
      await askRecheck(tx, { step, by: actor, at, title })
    else continue
    pressed.push(step.id)
  }
  return pressed
}
