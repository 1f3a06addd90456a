import "server-only"
import type { Tx } from "@/lib/db/transaction"
import { endStates } from "@/lib/plans/policy"
import { askForLook } from "@/lib/work/ask-for-look"

/** A plan is finished while all its steps have ended, and open again as soon as one of them moves. */
export async function settlePlan(tx: Tx, { planId, at }: { planId: string; at: Date }): Promise<void> {
  const open = await tx.step.count({ where: { planId, state: { notIn: [...endStates] } } })
  if (open === 0) {
    const ended = await tx.plan.updateManyAndReturn({
      where: { id: planId, state: { in: ["approved"] } },
      data: { state: "finished", finishedAt: at },
      select: { incidentId: true, kind: true },
    })
    // What the agent started goes on without its credentials, and what was stopped is to be read again.
    for (const { incidentId, kind } of ended)
      if (kind === "contain") await askForLook(tx, { incidentId, by: "Firebreak" })
  } else
    await tx.plan.updateMany({
      where: { id: planId, state: "finished" },
      data: { state: "approved", finishedAt: null },
    })
}
