import "server-only"
import type { Tx } from "@/lib/db/transaction"

/** "INC-48" or "DRILL-9": the next of its series, without gaps, because a rolled-back transaction gives it back. */
export async function nextReference(tx: Tx, isDrill: boolean): Promise<string> {
  const name = isDrill ? "drill" : "incident"
  const counter = await tx.counter.upsert({
    where: { name },
    create: { name, value: 1 },
    update: { value: { increment: 1 } },
  })
  return `${isDrill ? "DRILL" : "INC"}-${counter.value}`
}
