import "server-only"
import type { Actor } from "@/lib/actor"
import type { Step } from "@/lib/db/generated/client"
import type { Tx } from "@/lib/db/transaction"
import { conflict } from "@/lib/errors"
import { moveStep, stepBody } from "@/lib/plans/move-step"
import { recheckAsked } from "@/lib/plans/policy"
import { takeAway } from "@/lib/plans/requeue-step"
import { appendEntry } from "@/lib/timeline/append-entry"

/** How long proofs are asked for after a person's re-check of a step that had ended without them, ms. */
const recheckForMs = 30_000

/**
 * Has the step read again; nothing is written to the platform. What is proven stays proven meanwhile, and what is in
 * doubt stays in doubt, until the reading says otherwise.
 */
export async function askRecheck(
  tx: Tx,
  { step, by, at, title }: { step: Step; by: Actor; at: Date; title: string },
): Promise<void> {
  await appendEntry(tx, {
    incidentId: step.incidentId,
    kind: "step.rechecked",
    actor: by,
    body: stepBody(step, title, { state: step.state }),
    now: at,
  })
  if (step.state === "unverifiable" || step.state === "ineffective") {
    const verifyUntil = new Date(at.getTime() + recheckForMs)
    await moveStep(tx, {
      step,
      to: "verifying",
      by,
      at,
      title,
      note: recheckAsked,
      silent: true,
      set: { dueAt: at, verifyUntil, failures: 0, ...takeAway },
    })
    return
  }
  const asked = await tx.step.updateMany({
    where: { id: step.id, state: step.state },
    data: { dueAt: at, failures: 0, reason: recheckAsked, ...takeAway },
  })
  if (asked.count === 0) throw conflict("The step moved on meanwhile. Look at its state again.")
}
