import type { KeyHistory, VersionEntry } from "./list-object-versions"

/** A change that a key's history shows since a moment, whoever made it. */
export type VersionChange = {
  key: string
  what: "deleted" | "overwritten"
  entry: VersionEntry
  replaced: VersionEntry
}

/**
 * Changes of one key since `since` (ms): a marker over an object is a deletion, an object over an object an
 * overwrite. New keys and objects that come back are none. What was purged leaves no trace here.
 */
export function readVersionChanges({ key, entries }: KeyHistory, since: number): VersionChange[] {
  const changes: VersionChange[] = []
  for (const [index, entry] of entries.entries()) {
    if (entry.at < since) break
    const replaced = entries[index + 1]
    if (replaced?.kind !== "object") continue
    if (entry.kind === "marker") changes.push({ key, what: "deleted", entry, replaced })
    else if (entry.etag !== replaced.etag || entry.size !== replaced.size)
      changes.push({ key, what: "overwritten", entry, replaced })
  }
  return changes
}
