import "server-only"
import { createHash } from "node:crypto"
import type { AwsApi } from "./client"

export type ObjectAddress = { bucket: string; key: string; versionId?: string }
export type Comparison = { same: boolean | null; by: "size" | "checksum" | "ETag" | "bytes" | "nothing" }

/** Objects up to this size are read whole where no checksum can be compared. */
const readUpTo = 64 * 1024 ** 2

/**
 * Whether two objects hold the same bytes, asked of S3: by a checksum of the whole object that both have, by plain
 * ETags, else by reading both. `same` is null where nothing can be compared. Throws not_found where one is missing.
 */
export async function compareContent(aws: AwsApi, a: ObjectAddress, b: ObjectAddress): Promise<Comparison> {
  const [one, two] = await Promise.all([head(aws, a), head(aws, b)])
  if (one.size !== two.size) return { same: false, by: "size" }
  for (const [name, value] of one.checksums) {
    const other = two.checksums.get(name)
    if (other !== undefined) return { same: other === value, by: "checksum" }
  }
  if (one.etag === two.etag || (one.plain && two.plain)) return { same: one.etag === two.etag, by: "ETag" }
  if (one.size > readUpTo || one.archived || two.archived) return { same: null, by: "nothing" }
  const [left, right] = await Promise.all([digest(aws, a), digest(aws, b)])
  return { same: left === right, by: "bytes" }
}

async function head(aws: AwsApi, { bucket, key, versionId }: ObjectAddress) {
  const answer = await aws.s3().headObject({
    Bucket: bucket,
    Key: key,
    ChecksumMode: "ENABLED",
    ...(versionId ? { VersionId: versionId } : {}),
  })
  const whole = answer.ChecksumType !== "COMPOSITE"
  const all = {
    CRC64NVME: answer.ChecksumCRC64NVME,
    SHA256: answer.ChecksumSHA256,
    SHA1: answer.ChecksumSHA1,
    CRC32C: answer.ChecksumCRC32C,
    CRC32: answer.ChecksumCRC32,
  }
  const etag = (answer.ETag ?? "").replaceAll('"', "")
  const checksums = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    whole && value !== undefined ? [[name, value]] : [],
  )
  return {
    size: answer.ContentLength ?? 0,
    etag,
    checksums: new Map(checksums),
    /** The ETag is the content's MD5: written in one piece, and not under a key of KMS or the customer's. */
    plain: /^[0-9a-f]{32}$/.test(etag) && answer.SSEKMSKeyId === undefined && !answer.SSECustomerAlgorithm,
    archived: answer.StorageClass === "GLACIER" || answer.StorageClass === "DEEP_ARCHIVE",
  }
}

async function digest(aws: AwsApi, { bucket, key, versionId }: ObjectAddress): Promise<string> {
  const { Body } = await aws
    .s3()
    .getObject({ Bucket: bucket, Key: key, ...(versionId ? { VersionId: versionId } : {}) })
  return createHash("sha256")
    .update((await Body?.transformToByteArray()) ?? new Uint8Array())
    .digest("hex")
}
