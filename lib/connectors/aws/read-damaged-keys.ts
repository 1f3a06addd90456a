import { z } from "zod"
import type { ConnectorContext } from "../contract"
import type { VersionEntry } from "./list-object-versions"
import type { RestoreObjectsInput } from "./restore-bucket-objects-definition"
import { readDoneLines } from "./restore-lines"

/** What is known of the damage to one key. */
export type DamagedKey = {
  /** Versions and markers that are known to be damage, by id. */
  versions: Set<string>
  /** Those of them that nobody is known to have made. */
  unexplained: Set<string>
  /** Moments (ms) at which the agent wrote or deleted the key, from data events, which name no version. */
  writes: number[]
  deletes: number[]
  /** Versions that were deleted for good. */
  purged: Set<string>
  /** Versions that a restore of ours showed until it was taken back: what lies on them is the undo's. */
  undone: Set<string>
}

/** S3 and CloudTrail both tell whole seconds, of the call's begin and of its end. */
const matchMs = 2500

const rowSchema = z.object({
  eventId: z.string(),
  occurredAt: z.string(),
  source: z.string(),
  action: z.string(),
  identity: z.string(),
  item: z.string(),
})

/** The damage per key out of the evidence of its effects; null when there is none to go by. */
export async function readDamagedKeys(
  ctx: ConnectorContext,
  { effects, undone }: Pick<RestoreObjectsInput, "effects" | "undone">,
): Promise<Map<string, DamagedKey> | null> {
  if (effects === "") return null
  const keys = new Map<string, DamagedKey>()
  const lines = new TextDecoder().decode(await ctx.evidence.get(effects)).split("\n")
  for (const line of lines) if (line !== "") addEffect(keys, rowSchema.parse(JSON.parse(line)))
  for (const list of undone)
    for (const { key, outcome, created, want } of await readDoneLines(ctx, list))
      if (outcome === "restored") keys.get(key)?.undone.add(created ?? want)
  return keys
}

function addEffect(keys: Map<string, DamagedKey>, row: z.infer<typeof rowSchema>): void {
  const listed = row.source === "aws.version-listing"
  const deletion = /^s3:Delete/.test(row.action)
  const purge = !listed && deletion ? splitVersion(row.item) : null
  const key = purge?.key ?? row.item
  const damage = keys.get(key) ?? none()
  keys.set(key, damage)
  if (purge) damage.purged.add(purge.versionId)
  else if (listed) {
    const versionId = splitVersion(row.eventId)?.versionId
    if (versionId === undefined) return
    damage.versions.add(versionId)
    if (row.identity === "") damage.unexplained.add(versionId)
  } else (deletion ? damage.deletes : damage.writes).push(Date.parse(row.occurredAt))
}

function none(): DamagedKey {
  return {
    versions: new Set(),
    unexplained: new Set(),
    writes: [],
    deletes: [],
    purged: new Set(),
    undone: new Set(),
  }
}

function splitVersion(text: string): { key: string; versionId: string } | null {
  const at = text.lastIndexOf("?versionId=")
  return at < 0 ? null : { key: text.slice(0, at), versionId: text.slice(at + "?versionId=".length) }
}

/** Whether the entry at `index` of the key's history is damage, as far as is known. */
export function isDamaging(entries: readonly VersionEntry[], index: number, damage: DamagedKey): boolean {
  const entry = entries[index]
  if (!entry) return false
  if (isListed(entry, damage)) return true
  const below = entries[index + 1]
  return (
    below !== undefined &&
    damage.undone.has(below.versionId) &&
    (entry.kind === "marker" ||
      entries.some((one) => one.etag === entry.etag && one !== entry && isListed(one, damage)))
  )
}

function isListed(entry: VersionEntry, damage: DamagedKey): boolean {
  if (damage.versions.has(entry.versionId)) return true
  const moments = entry.kind === "marker" ? damage.deletes : damage.writes
  return moments.some((at) => Math.abs(at - entry.at) <= matchMs)
}
