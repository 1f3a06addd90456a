import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { endStates } from "@/lib/plans/policy"
import { askForLook } from "@/lib/work/ask-for-look"

/** A plan is finished while all its steps have ended, and open again as soon as one of them moves. */
export async function settlePlan(tx: Tx, { planId, at }: { planId: string; at: Date }): Promise<void> {
  const open = await tx.step.findMany({
    where: { planId, state: { notIn: [...endStates] } },
    select: { state: true, irreversible: true },
  })
  if (open.length === 0)
    await tx.plan.updateMany({
      where: { id: planId, state: { in: ["approved"] } },
      data: { state: "finished", finishedAt: at },
    })
  else
    await tx.plan.updateMany({
      where: { id: planId, state: "finished" },
      data: { state: "approved", finishedAt: null },
    })
  // What the agent started goes on without its credentials, and what was stopped is to be read again. What waits for an
  // approval of its own is not waited for.
  if (!open.every((step) => step.irreversible && step.state === "planned")) return
  const { incidentId, kind } = await tx.plan.findUniqueOrThrow({ where: { id: planId } })
  if (kind === "contain") await askForLook(tx, { incidentId, by: "Firebreak" })
}
