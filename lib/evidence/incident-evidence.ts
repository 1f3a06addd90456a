import "server-only"
import type { EvidenceStore } from "@/lib/connectors/contract"
import type { PrismaClient } from "@/lib/db/generated/client"
import { type EvidenceFolder, evidenceFolder } from "./evidence-folder"

/**
 * The evidence store of one incident: bytes go to the folder first, then a row says what they are and where from.
 * Same bytes again change nothing. `get` reads only what belongs to this incident.
 */
export function incidentEvidence({
  db,
  incidentId,
  now,
  folder = evidenceFolder(),
}: {
  db: PrismaClient
  incidentId: string
  now: () => Date
  folder?: EvidenceFolder
}): EvidenceStore {
  return {
    put: async ({ name, mediaType, bytes, origin }) => {
      const sha256 = await folder.put(bytes)
      await db.evidence.createMany({
        data: [
          {
            incidentId,
            sha256,
            bytes: BigInt(bytes.byteLength),
            mediaType,
            name: name.slice(0, 1024),
            origin: origin.slice(0, 1024),
            collectedAt: now(),
          },
        ],
        skipDuplicates: true,
      })
      return sha256
    },
    get: async (sha256) => {
      await db.evidence.findUniqueOrThrow({ where: { incidentId_sha256: { incidentId, sha256 } } })
      return folder.get(sha256)
    },
  }
}
