import "server-only"
import { setTimeout as sleep } from "node:timers/promises"
import { isPlatformError } from "../platform-error"
import type { AwsApi } from "./client"
import { compareContent } from "./compare-content"
import { copyVersion } from "./copy-version"
import { type KeyHistory, listObjectVersions } from "./list-object-versions"
import type { DoneLine, PlanLine } from "./restore-lines"

export type Place = {
  bucket: string
  /** Null: onto the same keys. */
  destination: { bucket: string; prefix: string } | null
}
type Aws = { read: AwsApi; write: AwsApi }

const tries = 4

/**
 * Where one key stands against its plan: "todo" while nothing happened since the look; else what it came to. Reads
 * only what the listing does not tell.
 */
export async function judgeKey(
  aws: Aws,
  place: Place,
  line: PlanLine,
  history: KeyHistory | null,
): Promise<DoneLine | "todo"> {
  if (line.step === "none") return judgeUntouched(line, history)
  if (place.destination) return judgeCopyElsewhere(aws, place, line)
  const [current, below] = history?.entries ?? []
  if (!current) return { ...line, outcome: "failed", message: "No version of the key is left." }
  if (line.step === "remove_markers") {
    if (current.versionId === line.want) return { ...line, outcome: "restored" }
    return line.markers.includes(current.versionId) ? "todo" : kept(line)
  }
  if (current.versionId === line.current) return "todo"
  const ours =
    below?.versionId === line.current &&
    (line.step === "add_marker"
      ? current.kind === "marker"
      : current.kind === "object" &&
        current.size === line.size &&
        (current.etag === line.etag || (await isCopy(aws, place.bucket, line, current.versionId))))
  return ours ? { ...line, outcome: "restored", created: current.versionId } : kept(line)
}

function judgeUntouched(line: PlanLine, history: KeyHistory | null): DoneLine {
  const still = history?.entries.some((entry) => entry.versionId === line.want) ?? false
  return {
    ...line,
    outcome: still ? "fine" : "failed",
    ...(still ? {} : { message: "The version is gone." }),
  }
}

async function judgeCopyElsewhere(aws: Aws, place: Place, line: PlanLine): Promise<DoneLine | "todo"> {
  const to = targetOf(place, line)
  try {
    const found = await compareContent(aws.read, to, {
      bucket: place.bucket,
      key: line.key,
      versionId: line.want,
    })
    if (found.same === true) return { ...line, outcome: "restored" }
    return { ...line, outcome: "kept", message: `Something else is at ${to.bucket}/${to.key}.` }
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return "todo"
    throw error
  }
}

function isCopy(aws: Aws, bucket: string, line: PlanLine, versionId: string): Promise<boolean> {
  const at = { bucket, key: line.key }
  return compareContent(aws.read, { ...at, versionId }, { ...at, versionId: line.want }).then(
    ({ same }) => same === true,
  )
}

function kept(line: PlanLine): DoneLine {
  return { ...line, outcome: "kept", message: "Somebody wrote or deleted it since it was looked at." }
}

export function targetOf({ bucket, destination }: Place, { key }: Pick<PlanLine, "key">) {
  return destination ? { bucket: destination.bucket, key: `${destination.prefix}${key}` } : { bucket, key }
}

/**
 * Brings one key back, whatever became of earlier tries: before each repetition the key is read again, and the write
 * itself is conditional. Failures of this key come back as its outcome; a broken-off step throws.
 */
export async function restoreKey(
  aws: Aws,
  place: Place,
  line: PlanLine,
  { signal, requestIds }: { signal: AbortSignal; requestIds: string[] },
): Promise<DoneLine> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeKey(aws, place, line, requestIds)
    } catch (error) {
      signal.throwIfAborted()
      if (!isPlatformError(error)) throw error
      const again = error.retryable || error.kind === "conflict"
      if (!again || attempt >= tries) return { ...line, outcome: "failed", message: error.message }
      await sleep(200 * 2 ** attempt, undefined, { signal })
      const now = await judgeKey(aws, place, line, await historyOf(aws.read, place.bucket, line.key)).catch(
        () => "todo" as const,
      )
      if (now !== "todo") return now
    }
  }
}

async function writeKey(aws: Aws, place: Place, line: PlanLine, requestIds: string[]): Promise<DoneLine> {
  const { bucket } = place
  const s3 = aws.write.s3()
  if (line.step === "remove_markers") {
    for (const versionId of line.markers) {
      const gone = await s3.deleteObject({ Bucket: bucket, Key: line.key, VersionId: versionId })
      note(requestIds, gone.$metadata.requestId)
    }
    return { ...line, outcome: "restored" }
  }
  if (line.step === "add_marker") {
    const made = await s3.deleteObject({ Bucket: bucket, Key: line.key })
    note(requestIds, made.$metadata.requestId)
    return { ...line, outcome: "restored", ...created(made.VersionId) }
  }
  const made = await copyVersion(aws, {
    from: { bucket, key: line.key, versionId: line.want, etag: line.etag, size: line.size },
    to: targetOf(place, line),
    onto: place.destination || line.currentKind === "marker" ? "absent" : { etag: line.currentEtag },
  })
  note(requestIds, made.requestId)
  return { ...line, outcome: "restored", ...created(made.versionId) }
}

/** "null" is no version of its own: it must not be remembered as one that we made. */
function created(versionId: string | undefined): { created?: string } {
  return versionId && versionId !== "null" ? { created: versionId } : {}
}

function note(requestIds: string[], id: string | undefined): void {
  if (id && requestIds.length < 20) requestIds.push(id)
}

export async function historyOf(aws: AwsApi, bucket: string, key: string): Promise<KeyHistory | null> {
  // Of all keys that begin with this one, it comes first itself.
  const first = await listObjectVersions(aws, { bucket, prefix: key }).next()
  return !first.done && first.value.key === key ? first.value : null
}
