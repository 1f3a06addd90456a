import "server-only"
import { open } from "@/lib/secrets/seal"

/** The path of a live link from its row ("/live/<token>"); null when the master key changed and it cannot be read. */
export function liveLinkPath(row: { id: string; tokenSealed: string }): string | null {
  try {
    return `/live/${open(row.tokenSealed, `live-link:${row.id}`)}`
  } catch {
    return null
  }
}
