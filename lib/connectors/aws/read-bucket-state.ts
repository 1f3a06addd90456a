import "server-only"
import type { ConnectorContext, JsonObject } from "../contract"
import { isPlatformError, type PlatformError } from "../platform-error"
import { readAws } from "./client"

/** What of a bucket's settings decides on a restore. A setting that may not be read is "unknown", never "none". */
export type BucketState = {
  /** Off: never switched on. */
  versioning: "Enabled" | "Suspended" | "Off"
  objectLock: "on" | "off" | "unknown"
  /** Rules that end noncurrent versions by themselves. */
  lifecycle: LifecycleRule[] | "unknown"
}
export type LifecycleRule = { id: string; days: number; prefix: string; keepNewest: number }

/** Throws what S3 answers when the bucket is not there or may not be asked at all. */
export async function readBucketState(ctx: ConnectorContext, bucket: string): Promise<BucketState> {
  const s3 = readAws(ctx).s3()
  const [versioning, objectLock, lifecycle] = await Promise.all([
    s3.getBucketVersioning({ Bucket: bucket }),
    orAbsent(s3.getObjectLockConfiguration({ Bucket: bucket }), "ObjectLockConfigurationNotFoundError"),
    orAbsent(s3.getBucketLifecycleConfiguration({ Bucket: bucket }), "NoSuchLifecycleConfiguration"),
  ])
  return {
    versioning:
      versioning.Status === "Enabled" || versioning.Status === "Suspended" ? versioning.Status : "Off",
    objectLock:
      objectLock === "unknown"
        ? "unknown"
        : objectLock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled"
          ? "on"
          : "off",
    lifecycle:
      lifecycle === "unknown"
        ? "unknown"
        : (lifecycle?.Rules ?? []).flatMap((rule): LifecycleRule[] => {
            const ends = rule.NoncurrentVersionExpiration
            if (rule.Status !== "Enabled" || ends?.NoncurrentDays === undefined) return []
            return [
              {
                id: rule.ID ?? "",
                days: ends.NoncurrentDays,
                prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? "",
                keepNewest: ends.NewerNoncurrentVersions ?? 0,
              },
            ]
          }),
  }
}

/** As JSON for a snapshot. */
export function bucketStateJson({ versioning, objectLock, lifecycle }: BucketState): JsonObject {
  return { versioning, objectLock, lifecycle }
}

async function orAbsent<T>(answer: Promise<T>, absent: string): Promise<T | null | "unknown"> {
  return answer.catch((error: unknown) => {
    if (!isPlatformError(error)) throw error
    return isAbsent(error, absent) ? null : "unknown"
  })
}

function isAbsent(error: PlatformError, code: string): boolean {
  return error.code === code
}

/**
 * When the first wanted version is deleted by a lifecycle rule, ms; null when none does it. S3 counts whole days from
 * the moment a version was replaced, then rounds up to the next midnight UTC.
 */
export function firstExpiry(lifecycle: BucketState["lifecycle"], replacedAt: number | null): number | null {
  if (lifecycle === "unknown" || replacedAt === null) return null
  const day = 86_400_000
  const times = lifecycle
    .filter((rule) => rule.keepNewest === 0)
    .map((rule) => Math.ceil((replacedAt + rule.days * day) / day) * day)
  return times.length > 0 ? Math.min(...times) : null
}
