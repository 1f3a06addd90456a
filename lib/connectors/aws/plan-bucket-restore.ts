import "server-only"
import type { ConnectorContext } from "../contract"
import { readAws } from "./client"
import { listObjectVersions, type VersionEntry } from "./list-object-versions"
import { type PlanRules, planDamagedKey } from "./plan-damaged-key"
import { readDamagedKeys } from "./read-damaged-keys"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import type { PlanLine } from "./restore-lines"

export type BucketPlan = {
  lines: PlanLine[]
  copies: number
  markersRemoved: number
  markersAdded: number
  /** Already as before. */
  fine: number
  bytes: number
  /** Keys, the first few by name for people. */
  kept: Keys
  lost: Keys
  older: Keys
  between: Keys
  sameSecond: Keys
  archived: Keys
  created: Keys
  unexplained: number
  /** ms; when each wanted version was replaced, the earliest: a lifecycle rule counts from there. */
  replacedFirstAt: number | null
  listed: number
  truncated: boolean
}
export type Keys = { count: number; first: string[] }

const maxEntries = 5_000_000

/** Lists the bucket page by page and decides on every key. Reads only. */
export async function planBucketRestore(
  ctx: ConnectorContext,
  input: RestoreObjectsInput,
  versioned: boolean,
): Promise<BucketPlan> {
  const damaged = await readDamagedKeys(ctx, input)
  const rules = rulesOf(input, versioned)
  const plan = emptyPlan()
  const seen = new Set<string>()
  const listing = listObjectVersions(readAws(ctx), { bucket: input.bucket, maxEntries })
  for (;;) {
    const next = await listing.next()
    if (next.done) {
      plan.listed = next.value.entries
      plan.truncated = next.value.truncated
      break
    }
    ctx.signal.throwIfAborted()
    const history = next.value
    const damage = damaged === null ? null : damaged.get(history.key)
    if (damaged?.has(history.key)) seen.add(history.key)
    addKey(plan, history.entries, planDamagedKey(history, damage, rules), history.key)
  }
  // A damaged key that is not listed at all has no version left.
  if (!plan.truncated)
    for (const key of damaged?.keys() ?? []) if (!seen.has(key) && key !== "") add(plan.lost, key)
  return plan
}

function rulesOf(input: RestoreObjectsInput, versioned: boolean): PlanRules {
  const ms = (time: string | null) => (time === null ? Number.POSITIVE_INFINITY : Date.parse(time))
  return {
    point: Date.parse(input.point),
    perKey: input.point === input.proposedPoint,
    mode: input.destination ? "copy" : input.mode,
    until: ms(input.until),
    actorLastAt: ms(input.actorLastAt),
    versioned,
  }
}

function addKey(
  plan: BucketPlan,
  entries: readonly VersionEntry[],
  verdict: ReturnType<typeof planDamagedKey>,
  key: string,
): void {
  switch (verdict.what) {
    case "untouched":
      return
    case "fine":
      plan.fine += 1
      plan.lines.push(lineOf(key, entries, verdict.want, "none", []))
      return
    case "kept":
    case "lost":
    case "created":
    case "archived":
      add(plan[verdict.what], key)
      return
    case "restore": {
      const { want, step } = verdict.plan
      plan.lines.push(lineOf(key, entries, want, step, step === "remove_markers" ? verdict.plan.markers : []))
      if (step === "copy") plan.copies += 1
      else if (step === "add_marker") plan.markersAdded += 1
      else plan.markersRemoved += verdict.plan.markers.length
      if (step === "copy") plan.bytes += want?.size ?? 0
      if (verdict.older) add(plan.older, key)
      if (verdict.between) add(plan.between, key)
      if (verdict.sameSecond) add(plan.sameSecond, key)
      if (verdict.unexplained) plan.unexplained += 1
      const above = want ? entries[entries.indexOf(want) - 1] : undefined
      if (above) plan.replacedFirstAt = Math.min(plan.replacedFirstAt ?? above.at, above.at)
    }
  }
}

function lineOf(
  key: string,
  entries: readonly VersionEntry[],
  want: VersionEntry | null,
  step: PlanLine["step"],
  markers: string[],
): PlanLine {
  const current = entries[0]
  return {
    key,
    step,
    want: want?.kind === "object" ? want.versionId : "",
    etag: want?.etag ?? "",
    size: want?.size ?? 0,
    current: current?.versionId ?? "",
    currentKind: current?.kind ?? "object",
    currentEtag: current?.etag ?? "",
    markers,
  }
}

function add(keys: Keys, key: string): void {
  keys.count += 1
  if (keys.first.length < 10) keys.first.push(key)
}

function emptyPlan(): BucketPlan {
  const keys = (): Keys => ({ count: 0, first: [] })
  return {
    lines: [],
    copies: 0,
    markersRemoved: 0,
    markersAdded: 0,
    fine: 0,
    bytes: 0,
    kept: keys(),
    lost: keys(),
    older: keys(),
    between: keys(),
    sameSecond: keys(),
    archived: keys(),
    created: keys(),
    unexplained: 0,
    replacedFirstAt: null,
    listed: 0,
    truncated: false,
  }
}
