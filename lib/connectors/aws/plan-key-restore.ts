import type { KeyHistory, VersionEntry } from "./list-object-versions"

export type RestoreMode = "copy" | "markers"

/** What to do with one key so that it shows again what it showed at the point. */
export type KeyPlan = {
  key: string
  /** The entry that was current at the point; null when the key did not exist. */
  want: VersionEntry | null
  /** The newest entry now. */
  current: VersionEntry
} & (
  | { step: "nothing"; why: "unchanged" | "same_content" | "absent_then_and_now" | "created_after" }
  /** Copies the wanted version onto the key (or elsewhere): a new version beside, nothing is removed. */
  | { step: "copy" }
  /** Adds a delete marker: the key was deleted at the point, on purpose. Not part of copy mode to another place. */
  | { step: "add_marker" }
  /** Removes the markers on top of the wanted version, newest first. */
  | { step: "remove_markers"; markers: string[] }
)

/**
 * Plans one key by its history, newest first. `point` is ms since 1970: what was written up to and including that
 * millisecond counts. Versions alone cannot show a purge: see `provenAt`. An overwrite that brought the same bytes
 * back is left alone.
 */
export function planKeyRestore(history: KeyHistory, point: number, mode: RestoreMode): KeyPlan {
  return planKeyFrom(
    history,
    history.entries.findIndex((entry) => entry.at <= point),
    mode,
  )
}

/** The same for the entry at `index` as the wanted one: below the first damaging entry. -1: the key did not exist. */
export function planKeyFrom(history: KeyHistory, index: number, mode: RestoreMode): KeyPlan {
  const { key, entries } = history
  const current = entries[0]
  if (!current) throw new Error("A key without entries has no history.")
  const want = entries[index] ?? null
  const plan = { key, want, current }
  if (index === 0)
    return { ...plan, step: "nothing", why: want?.kind === "marker" ? "absent_then_and_now" : "unchanged" }
  if (!want)
    return {
      ...plan,
      step: "nothing",
      why: current.kind === "object" ? "created_after" : "absent_then_and_now",
    }
  if (want.kind === "marker")
    return current.kind === "object"
      ? { ...plan, step: "add_marker" }
      : { ...plan, step: "nothing", why: "absent_then_and_now" }
  if (current.kind === "object" && current.etag === want.etag && current.size === want.size)
    return { ...plan, step: "nothing", why: "same_content" }
  const newer = entries.slice(0, index)
  if (mode === "markers" && newer.every((entry) => entry.kind === "marker"))
    return { ...plan, step: "remove_markers", markers: newer.map((entry) => entry.versionId) }
  return { ...plan, step: "copy" }
}

export type KeyDoubt = "purged_after_point" | "same_moment" | "suspended_overwrite"

/**
 * Why the planned content may not be what the key showed at the point; empty when it is as sure as a listing can be.
 * `purges`: version ids known to have been deleted for good, by key (from data events).
 */
export function findDoubts(
  { entries }: KeyHistory,
  point: number,
  { purges = [], suspended = false }: { purges?: readonly { versionId: string }[]; suspended?: boolean } = {},
): KeyDoubt[] {
  const doubts: KeyDoubt[] = []
  const index = entries.findIndex((entry) => entry.at <= point)
  const want = entries[index]
  const next = entries[index + 1]
  const known = new Set(entries.map((entry) => entry.versionId))
  if (purges.some((purge) => !known.has(purge.versionId))) doubts.push("purged_after_point")
  // S3 tells whole seconds: of two entries in one of them the order is known only where S3 marks the latest.
  if (want && next && want.at === next.at && want.kind !== next.kind && !want.isLatest)
    doubts.push("same_moment")
  const nullEntry = entries.find((entry) => entry.versionId === "null")
  if (suspended && nullEntry && nullEntry.at > point) doubts.push("suspended_overwrite")
  return doubts
}
