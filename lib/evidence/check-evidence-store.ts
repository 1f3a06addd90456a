import "server-only"
import { type EvidenceFolder, evidenceFolder } from "./evidence-folder"

/** Writes and reads a small probe. The sentence says what is wrong and is null when nothing is. */
export async function checkEvidenceStore(folder: EvidenceFolder = evidenceFolder()): Promise<string | null> {
  try {
    const sha256 = await folder.put(new TextEncoder().encode("firebreak evidence store probe"))
    await folder.get(sha256)
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `The evidence store cannot be written and read back: ${why}`
  }
}
