import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { endStates } from "@/lib/plans/policy"

/** A plan is finished while all its steps have ended, and open again as soon as one of them moves. */
export async function settlePlan(tx: Tx, { planId, at }: { planId: string; at: Date }): Promise<void> {
  const open = await tx.step.count({ where: { planId, state: { notIn: [...endStates] } } })
  if (open === 0)
    await tx.plan.updateMany({
      where: { id: planId, state: { in: ["approved"] } },
      data: { state: "finished", finishedAt: at },
    })
  else
    await tx.plan.updateMany({
      where: { id: planId, state: "finished" },
      data: { state: "approved", finishedAt: null },
    })
}
