import type { EffectSum, ObjectCounts } from "@/lib/assessment/effect-sums"
import type { DamageEffect } from "@/lib/damage/schema"

export type DamageGroup = {
  connectionId: string
  resource: string
  resourceType: string
  name: string
  region: string
  grade: number
  effect: DamageEffect
  statement: string
  by: string[]
  actor: "known" | "unknown" | "mixed"
  succeeded: number
  denied: number
  firstAt: string
  lastAt: string
  detail: DamageDetail
}

export type DamageDetail = {
  objectsDeleted: number
  objectsOverwritten: number
  versionsPurged: number
  reasons: string[]
  /** The first successful destructive call, with the command when its client says it. */
  firstAction: string
}

/**
 * Groups effects into damage: every resource with at least one successful effect of grade 2 or more. Denied and
 * failed attempts are counted beside, never the reason. `labels` names identities for people. Worst first.
 */
export function groupDamage(
  sums: readonly EffectSum[],
  counts: readonly ObjectCounts[],
  labels: ReadonlyMap<string, string>,
): DamageGroup[] {
  const byResource = Map.groupBy(sums, (sum) => `${sum.connectionId} ${resourceOf(sum)}`)
  const objects = new Map(counts.map((count) => [`${count.connectionId} ${count.resource}`, count]))
  const groups = [...byResource].flatMap(([key, list]) => {
    const destructive = list.filter((sum) => sum.outcome === "succeeded" && sum.grade >= 2)
    const worst = destructive.toSorted((a, b) => b.grade - a.grade || a.firstAt.localeCompare(b.firstAt))[0]
    return worst ? [group(worst, destructive, list, objects.get(key), labels)] : []
  })
  return groups.toSorted((a, b) => b.grade - a.grade || b.succeeded - a.succeeded)
}

function group(
  worst: EffectSum,
  destructive: readonly EffectSum[],
  all: readonly EffectSum[],
  objects: ObjectCounts | undefined,
  labels: ReadonlyMap<string, string>,
): DamageGroup {
  const first = destructive.toSorted((a, b) => a.firstAt.localeCompare(b.firstAt))[0] ?? worst
  const identities = [...new Set(destructive.map((sum) => sum.identity))]
  const known = identities.filter((identity) => identity !== "")
  const counts = {
    deleted: objects?.deleted ?? 0,
    overwritten: overwrittenOf(destructive, objects),
    purged: objects?.purged ?? 0,
  }
  return {
    connectionId: worst.connectionId,
    resource: resourceOf(worst),
    resourceType: worst.resource ? worst.resourceType : "AWS::Account",
    name: worst.resource ? worst.resourceName : "the account itself",
    region: worst.region,
    grade: worst.grade,
    effect: effectOf(destructive, counts),
    statement: stateDamage(destructive, counts),
    by: known.map((identity) => labels.get(identity) ?? identity).slice(0, 8),
    actor: known.length === 0 ? "unknown" : known.length < identities.length ? "mixed" : "known",
    succeeded: sumUp(destructive),
    denied: sumUp(all.filter((sum) => sum.outcome === "denied")),
    firstAt: first.firstAt,
    lastAt:
      destructive
        .map((sum) => sum.lastAt)
        .toSorted()
        .at(-1) ?? worst.lastAt,
    detail: {
      objectsDeleted: counts.deleted,
      objectsOverwritten: counts.overwritten,
      versionsPurged: counts.purged,
      reasons: [...new Set(destructive.toSorted((a, b) => b.grade - a.grade).map((sum) => sum.reason))].slice(
        0,
        6,
      ),
      firstAction: `${first.action}${commandIn(first.userAgent)}`,
    },
  }
}

type Counts = { deleted: number; overwritten: number; purged: number }

/** Unexplained overwrites count only where their rows were graded as damage. */
function overwrittenOf(destructive: readonly EffectSum[], objects: ObjectCounts | undefined): number {
  return destructive.some((sum) => sum.action === "s3:PutObject") ? (objects?.overwritten ?? 0) : 0
}

function effectOf(destructive: readonly EffectSum[], counts: Counts): DamageEffect {
  if (destructive.some((sum) => sum.action === "s3:DeleteBucket")) return "deleted"
  if (counts.purged > 0) return "purged"
  if (counts.deleted > 0) return "deleted"
  if (counts.overwritten > 0) return "overwritten"
  const words = destructive.toSorted((a, b) => b.grade - a.grade).map((sum) => wordOf(sum.action))
  return words[0] ?? "changed"
}

function wordOf(action: string): DamageEffect {
  const name = action.slice(action.indexOf(":") + 1)
  if (/^(Batch)?Delete|^Terminate|^Purge|^Deregister|^ScheduleKeyDeletion/.test(name)) return "deleted"
  if (/^(Authorize|Share|Enable.*Access)|Policy$|Acl$|Permission|SnapshotAttribute|ImageAttribute/.test(name))
    return "exposed"
  return /^(Create|Add|Put.*Version|Upload|Get)/.test(name) ? "created" : "changed"
}

/** What happened, in numbers: "412 objects deleted, 30 overwritten"; for other resources the calls that did it. */
function stateDamage(destructive: readonly EffectSum[], counts: Counts): string {
  const parts: string[] = []
  if (destructive.some((sum) => sum.action === "s3:DeleteBucket")) parts.push("the bucket itself deleted")
  if (counts.deleted > 0) parts.push(`${count(counts.deleted, "object")} deleted`)
  if (counts.overwritten > 0) parts.push(`${count(counts.overwritten, "object")} overwritten`)
  if (counts.purged > 0) parts.push(`${count(counts.purged, "version")} deleted for good`)
  const batches = destructive.filter((sum) => sum.action === "s3:DeleteObjects")
  if (batches.length > 0) parts.push(`${count(sumUp(batches), "batch deletion")} (they record no keys)`)
  const objectCalls = new Set([
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:DeleteObjects",
    "s3:PutObject",
    "s3:DeleteObjectVersion",
  ])
  const byAction = Map.groupBy(
    destructive.filter((sum) => !objectCalls.has(sum.action)),
    (sum) => sum.action,
  )
  for (const [action, list] of [...byAction].slice(0, 4)) {
    const times = sumUp(list)
    parts.push(times === 1 ? action : `${action}, ${times} times`)
  }
  if (byAction.size > 4) parts.push(`${byAction.size - 4} more kinds of calls`)
  return parts.join(", ") || destructive.map((sum) => sum.action).join(", ")
}

function resourceOf(sum: EffectSum): string {
  return sum.resource || `account of ${sum.connectionId}`
}

function sumUp(sums: readonly EffectSum[]): number {
  return sums.reduce((total, sum) => total + sum.count, 0)
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`
}

/** AWS CLI writes its command into the user agent: "md/command#s3api.delete-object". */
function commandIn(userAgent: string): string {
  const command = userAgent.match(/(?:^|\s)md\/command#([\w-]+)\.([\w.-]+)/)
  return command ? ` (aws ${command[1]} ${command[2]})` : ""
}
