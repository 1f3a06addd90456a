import "server-only"
import type { EffectRow } from "../assessment-contract"
import { isPlatformError } from "../platform-error"
import type { ObjectWrite, Reading } from "./assess-reading"
import type { TrailFiles } from "./assess-trails"
import { type AwsApi, readAws } from "./client"
import { awsPartition } from "./config"
import { listObjectVersions } from "./list-object-versions"
import { asObject, text } from "./read-record"
import { readVersionChanges, type VersionChange } from "./read-version-changes"

const kind = "aws.version-listing"
const maxBuckets = 40
const maxEntries = 2_000_000
const maxRows = 100_000
/** S3 and CloudTrail both tell whole seconds, of the call's begin and of its end. */
const matchMs = 2500

/**
 * Lists the versions of buckets that the agent touched, or whose object writes no trail records. Shows which keys
 * were deleted or overwritten since its first call; who did it only where a data event says so.
 */
export async function assessVersions(reading: Reading, trails: TrailFiles): Promise<void> {
  const { ctx, request } = reading
  const aws = readAws(ctx)
  const since = Math.min(reading.firstSuccessAt, firstKnown(request.cursors) ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(since)) return
  const trailBuckets = new Set(aws.config.trailBuckets.map((each) => each.bucket))
  const all = await listBuckets(aws)
  const blind = all.filter((bucket) => !trailBuckets.has(bucket) && trails.coverageOf(bucket) !== "all")
  const wanted = [...new Set([...reading.buckets, ...knownBuckets(request.cursors), ...blind])]
  for (const bucket of wanted.slice(0, maxBuckets)) await assessBucket(reading, trails, aws, bucket, since)
  const left = wanted.slice(maxBuckets)
  if (left.length > 0)
    reading.emit({
      type: "progress",
      line: `Versions of ${left.length} further buckets were not listed: ${left.slice(0, 5).join(", ")}`,
    })
}

async function assessBucket(
  reading: Reading,
  trails: TrailFiles,
  aws: AwsApi,
  bucket: string,
  since: number,
): Promise<void> {
  const { ctx, request } = reading
  const scope = `${kind} ${bucket}`
  const cursor = asObject(request.cursors[scope])
  const attributed = new Map(Object.entries(asObject(cursor.attributed)).map(([id, by]) => [id, text(by)]))
  let found: { change: VersionChange; by: string; reason: string }[] = []
  const cannotSee = [
    "Who made a change, unless a data event says so.",
    "Versions that were deleted for good: they leave no trace.",
  ]
  let failure = ""
  let entries = 0
  const startedAt = ctx.now()
  try {
    const versioning = await aws.s3().getBucketVersioning({ Bucket: bucket })
    if (versioning.Status !== "Enabled")
      cannotSee.push(
        `Overwrites and deletes while versioning is ${versioning.Status ? "suspended" : "off"}: they leave no trace.`,
      )
    const listing = listObjectVersions(aws, { bucket, maxEntries })
    const writes = indexWrites(reading.objectWrites.filter((write) => write.bucket === bucket))
    for (;;) {
      const next = await listing.next()
      if (next.done) {
        entries = next.value.entries
        if (next.value.truncated)
          cannotSee.push(`Keys after the first ${maxEntries} versions: they were not listed.`)
        break
      }
      for (const change of readVersionChanges(next.value, since)) {
        const { entry } = change
        if (found.length >= maxRows) continue
        const who = attributed.get(entry.versionId) ?? writes.find(change)
        if (who !== undefined) attributed.set(entry.versionId, who)
        // The agent's own deletion is an effect already; its overwrite shows only here that something was replaced.
        if (who === otherMark || (who?.startsWith(agentMark) && change.what === "deleted")) continue
        found.push({
          change,
          by: who?.slice(who.indexOf(":") + 1) ?? "",
          reason: reasonOf(who, trails.coverageOf(bucket)),
        })
      }
    }
  } catch (error) {
    if (!isPlatformError(error)) throw error
    failure = error.message
  }
  const ours = await request.ours()
  if (ours === null) {
    const line = `Versions of ${bucket} are read again when the restore under way has ended.`
    return reading.emit({ type: "progress", line })
  }
  found = found.filter(({ change }) => !ours.has(change.entry.versionId))
  if (!failure) {
    const rows = await toRows(reading, bucket, found)
    reading.emit({ type: "effects", rows, snapshotOf: scope })
  }
  if (found.length >= maxRows)
    cannotSee.push(`More than ${maxRows} changes: the rest is not shown one by one.`)
  reading.emit({
    type: "source",
    report: {
      kind,
      scope: bucket,
      label: `Versions in bucket ${bucket}`,
      state: failure ? "failed" : "read",
      coveredFrom: new Date(since).toISOString(),
      completeUpTo: failure
        ? null
        : new Date(Math.min(startedAt.getTime(), request.to.getTime())).toISOString(),
      latenessNote: "A version listing is complete at the moment it is read.",
      cannotSee,
      records: entries,
      failure,
      cursor: {
        since: new Date(since).toISOString(),
        attributed: Object.fromEntries([...attributed].slice(-50_000)),
      },
    },
  })
}

const otherMark = "other"
const agentMark = "agent:"
const batchMark = "batch:"

/** Finds the data event behind a listed change: by version id, else by key and second, else a batch deletion then. */
function indexWrites(writes: readonly ObjectWrite[]): {
  find: (change: VersionChange) => string | undefined
} {
  const byVersion = new Map(writes.filter((w) => w.versionId).map((w) => [w.versionId, w]))
  const byKey = new Map<string, ObjectWrite[]>()
  for (const write of writes) byKey.set(write.key, [...(byKey.get(write.key) ?? []), write])
  const near = (list: readonly ObjectWrite[], at: number) => list.find((w) => Math.abs(w.at - at) <= matchMs)
  return {
    find: ({ key, entry, what }) => {
      const exact =
        byVersion.get(entry.versionId) ??
        near(
          (byKey.get(key) ?? []).filter((w) => !w.versionId),
          entry.at,
        )
      if (exact) return exact.by === null ? otherMark : `${agentMark}${exact.by}`
      const batch = what === "deleted" && key !== "" ? near(byKey.get("") ?? [], entry.at) : undefined
      if (!batch) return undefined
      return batch.by === null ? otherMark : `${batchMark}${batch.by}`
    },
  }
}

function reasonOf(who: string | undefined, coverage: string): string {
  if (who?.startsWith(agentMark)) return "A data event names this identity."
  if (who?.startsWith(batchMark))
    return "Deleted in the second of a batch deletion by this identity; a batch records no keys."
  if (coverage === "all") return "Seen in the version listing; no data event for it has been delivered yet."
  return "Seen in the version listing; nothing records who did it."
}

async function toRows(
  reading: Reading,
  bucket: string,
  found: readonly { change: VersionChange; by: string; reason: string }[],
): Promise<EffectRow[]> {
  if (found.length === 0) return []
  const lines = found.map(({ change }) => JSON.stringify(change))
  const evidenceSha256 = await reading.ctx.evidence.put({
    name: `versions-${bucket}.jsonl`,
    mediaType: "application/x-ndjson",
    bytes: new TextEncoder().encode(`${lines.join("\n")}\n`),
    origin: `Version listing of s3://${bucket}`,
  })
  const partition = awsPartition(readAws(reading.ctx).config)
  // Overwrites are daily life of a bucket in use: unexplained ones count as damage only beside other damage.
  const known = reading.buckets.has(bucket) || found.some(({ change }) => change.what === "deleted")
  return found.map(({ change, by, reason }) => ({
    eventId: `version ${bucket}/${change.key}?versionId=${change.entry.versionId}`,
    occurredAt: new Date(change.entry.at).toISOString(),
    source: kind,
    region: "",
    action: change.what === "deleted" ? "s3:DeleteObject" : "s3:PutObject",
    outcome: "succeeded",
    errorCode: "",
    errorMessage: "",
    grade: change.what === "deleted" ? 4 : by || known ? 3 : 1,
    gradeReason: `${change.what === "deleted" ? "An object is behind a delete marker." : "An object's content was replaced."} ${reason}`,
    readOnly: false,
    identity: by,
    resource: `arn:${partition}:s3:::${bucket}`,
    resourceType: "AWS::S3::Bucket",
    resourceName: bucket,
    item: change.key,
    userAgent: "",
    agentMark: "",
    sourceAddress: "",
    requestId: "",
    evidenceSha256,
  }))
}

async function listBuckets(aws: AwsApi): Promise<string[]> {
  return aws
    .s3()
    .listBuckets({})
    .then((answer) => (answer.Buckets ?? []).flatMap((bucket) => (bucket.Name ? [bucket.Name] : [])))
    .catch((error: unknown) => {
      if (isPlatformError(error)) return []
      throw error
    })
}

/** Buckets and the earliest moment that earlier runs listed from. */
function knownBuckets(cursors: Record<string, unknown>): string[] {
  return Object.keys(cursors).flatMap((name) =>
    name.startsWith(`${kind} `) ? [name.slice(kind.length + 1)] : [],
  )
}

function firstKnown(cursors: Record<string, unknown>): number | null {
  const times = Object.entries(cursors)
    .filter(([name]) => name.startsWith(`${kind} `))
    .map(([, cursor]) => Date.parse(text(asObject(cursor).since)))
    .filter((time) => !Number.isNaN(time))
  return times.length > 0 ? Math.min(...times) : null
}
