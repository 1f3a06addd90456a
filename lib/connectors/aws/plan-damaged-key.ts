import type { KeyHistory, VersionEntry } from "./list-object-versions"
import { type KeyPlan, planKeyFrom, planKeyRestore, type RestoreMode } from "./plan-key-restore"
import { type DamagedKey, isDamaging } from "./read-damaged-keys"

export type PlanRules = {
  /** ms. A given point (not `perKey`) is taken as it is for every key. */
  point: number
  perKey: boolean
  mode: RestoreMode
  /** ms; changes later than this are not taken for damage where no list says which are. */
  until: number
  /** ms; what nobody is known to have written after it is kept. */
  actorLastAt: number
  versioned: boolean
}

/** What becomes of one key. */
export type KeyVerdict =
  | {
      what: "restore"
      plan: Extract<KeyPlan, { step: "copy" | "add_marker" | "remove_markers" }>
      /** A version of the key was deleted for good: what comes back may be older than what was lost. */
      older: boolean
      /** Somebody else wrote between two damaging changes: that state stays in the versions and does not come back. */
      between: boolean
      /** The wanted entry and another one are of the same second: which came last cannot be told. */
      sameSecond: boolean
      unexplained: boolean
    }
  /** It shows what it showed before already. */
  | { what: "fine"; want: VersionEntry }
  /** Written or deleted by somebody else after the damage: kept as it is. */
  | { what: "kept"; current: VersionEntry }
  /** The agent put it there; it did not exist before. Left where it is. */
  | { what: "created" }
  /** No version with the content from before is left. */
  | { what: "lost" }
  /** In an archive: it must be taken out of it first. */
  | { what: "archived"; want: VersionEntry }
  | { what: "untouched" }

const archives = new Set(["GLACIER", "DEEP_ARCHIVE"])
/** Listings tell whole seconds. */
const slackMs = 2500

/** Decides on one key. `damage`: what is known of it; null where no list exists; undefined: the list does not name it. */
export function planDamagedKey(
  history: KeyHistory,
  damage: DamagedKey | null | undefined,
  rules: PlanRules,
): KeyVerdict {
  if (damage === undefined) return { what: "untouched" }
  const { entries } = history
  const [current] = entries
  if (!current) return { what: "lost" }
  const damaging = (entry: VersionEntry, index: number) =>
    damage === null
      ? entry.at > rules.point && entry.at <= rules.until + slackMs
      : isDamaging(entries, index, damage)
  const first = entries.findLastIndex(damaging)
  const purged = [...(damage?.purged ?? [])].some((id) => !entries.some((entry) => entry.versionId === id))
  if (first < 0 && rules.perKey) return purged ? { what: "lost" } : { what: "untouched" }
  if (!rules.versioned && first >= 0 && entries[first]?.versionId === "null" && !entries[first + 1])
    return { what: "lost" }
  const plan = rules.perKey
    ? planKeyFrom(history, first + 1, rules.mode)
    : planKeyRestore(history, rules.point, rules.mode)
  if (plan.step === "nothing") return settled(plan, purged)
  if (!damaging(current, 0) || isLater(current, damage, rules)) return { what: "kept", current }
  if (plan.want !== null && plan.step === "copy" && archives.has(plan.want.storageClass))
    return { what: "archived", want: plan.want }
  const newer = entries.slice(0, Math.max(first, 0) + 1)
  return {
    what: "restore",
    plan,
    older: purged,
    between: newer.some((entry, index) => isOthers(entry, damage) && !damaging(entry, index)),
    sameSecond: isAmbiguous(entries, plan.want),
    unexplained: damage?.unexplained.has(current.versionId) ?? true,
  }
}

function settled(plan: Extract<KeyPlan, { step: "nothing" }>, purged: boolean): KeyVerdict {
  if (purged) return { what: "lost" }
  switch (plan.why) {
    case "created_after":
      return { what: "created" }
    case "absent_then_and_now":
      return { what: "untouched" }
    default:
      return plan.want === null ? { what: "untouched" } : { what: "fine", want: plan.want }
  }
}

/** An object that is not a restore of ours which was taken back. */
function isOthers(entry: VersionEntry, damage: DamagedKey | null): boolean {
  return entry.kind === "object" && !damage?.undone.has(entry.versionId)
}

function isAmbiguous(entries: readonly VersionEntry[], want: VersionEntry | null): boolean {
  return (
    want !== null &&
    entries.some((entry) => entry !== want && entry.at === want.at && entry.kind !== want.kind)
  )
}

/** An object that nobody is known to have written, after the agent's last success, may be somebody's honest work. */
function isLater(entry: VersionEntry, damage: DamagedKey | null, { actorLastAt }: PlanRules): boolean {
  if (entry.kind === "marker") return false
  const unexplained = damage === null || damage.unexplained.has(entry.versionId)
  return unexplained && entry.at > actorLastAt + slackMs
}
