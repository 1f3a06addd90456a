import "server-only"
import { receiptLists } from "@/lib/damage/receipt-lists"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"

/**
 * Version ids of objects that our restore steps made through this connection, out of their receipts' lists: a reading
 * of the bucket must not take them for the agent's doing. Null while a step is writing: what it makes is in no receipt
 * yet. To be asked after the reading. Lists that cannot be read are skipped.
 */
export async function restoredVersions({
  db,
  incidentId,
  connectionId,
  folder,
}: {
  db: PrismaClient
  incidentId: string
  connectionId: string
  folder: EvidenceFolder
}): Promise<Set<string> | null> {
  const steps = await db.step.findMany({
    where: { incidentId, connectionId, plan: { kind: "restore" } },
    select: { state: true, receipt: true, earlier: true },
  })
  if (steps.some(({ state }) => state === "attempting")) return null
  const versions = new Set<string>()
  for (const step of steps)
    for (const list of receiptLists(step)) {
      const bytes = await folder.get(list).catch(() => new Uint8Array())
      for (const line of new TextDecoder().decode(bytes).split("\n")) {
        const made = line.match(/"created":"([^"]+)"/)?.[1]
        if (made) versions.add(made)
      }
    }
  return versions
}
