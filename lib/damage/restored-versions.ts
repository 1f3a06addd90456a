import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import type { EvidenceFolder } from "@/lib/evidence/evidence-folder"

/**
 * Version ids of objects that our restore steps made in this incident, out of their receipts' lists: a later reading
 * of the bucket must not take them for the agent's doing. Lists that cannot be read are skipped.
 */
export async function restoredVersions({
  db,
  incidentId,
  folder,
}: {
  db: PrismaClient
  incidentId: string
  folder: EvidenceFolder
}): Promise<Set<string>> {
  const steps = await db.step.findMany({
    where: { incidentId, plan: { kind: "restore" } },
    select: { receipt: true },
  })
  const versions = new Set<string>()
  for (const { receipt } of steps) {
    const list = typeof receipt === "object" && receipt !== null && "list" in receipt ? receipt.list : null
    if (typeof list !== "string") continue
    const bytes = await folder.get(list).catch(() => new Uint8Array())
    for (const line of new TextDecoder().decode(bytes).split("\n")) {
      const made = line.match(/"created":"([^"]+)"/)?.[1]
      if (made) versions.add(made)
    }
  }
  return versions
}
