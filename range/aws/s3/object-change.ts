import type { Account } from "../account.ts"
import type { Bucket, ObjectVersion } from "./bucket.ts"
import type { S3Call } from "./s3-call.ts"

/** One change of an object, as it really happened: what drills are scored by. */
export interface ObjectChange {
  time: number
  bucket: string
  key: string
  /** "put" adds a version, "replace" overwrites one for good, "marker" hides, "remove" destroys a version. */
  kind: "put" | "replace" | "marker" | "remove"
  versionId: string
  accessKeyId: string
  principal: string
}

/** Puts `version` on top of the key and writes down that it happened. */
export function addVersion(call: S3Call, bucket: Bucket, key: string, version: ObjectVersion): void {
  const replaced = version.versionId === "null" && bucket.version(key, "null") !== undefined
  bucket.add(key, version)
  noteChange(
    call,
    bucket,
    key,
    version.deleteMarker ? "marker" : replaced ? "replace" : "put",
    version.versionId,
  )
}

export function removeVersion(
  call: S3Call,
  bucket: Bucket,
  key: string,
  versionId: string,
): ObjectVersion | undefined {
  const removed = bucket.remove(key, versionId)
  if (removed !== undefined) noteChange(call, bucket, key, "remove", versionId)
  return removed
}

function noteChange(
  call: S3Call,
  bucket: Bucket,
  key: string,
  kind: ObjectChange["kind"],
  versionId: string,
): void {
  const { caller } = call.context
  call.context.changed = true
  const owner: Account | undefined = call.world.accounts.get(bucket.accountId)
  owner?.objectChanges.push({
    time: call.context.now,
    bucket: bucket.name,
    key,
    kind,
    versionId,
    accessKeyId: caller?.accessKeyId ?? "",
    principal: caller?.arn ?? "anonymous",
  })
}
