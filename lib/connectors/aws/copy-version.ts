import "server-only"
import type { AwsApi } from "./client"

export type CopyOrder = {
  from: { bucket: string; key: string; versionId: string; etag: string; size: number }
  to: { bucket: string; key: string }
  /** The write goes through only while the target's newest entry is this: an object by its ETag, or none. */
  onto: { etag: string } | "absent"
}

/** CopyObject takes up to 5 GiB, but answers only at its end: larger ones than this are copied in parts. */
const largestCopy = 256 * 1024 ** 2
const partBytes = 128 * 1024 ** 2
const smallestPart = 5 * 1024 ** 2
const mostParts = 9000
const partsAtOnce = 4

/**
 * Copies one version as a new one. Metadata and tags come along; an ACL does not. Conditional, so that it never
 * replaces what it was not meant for. Returns the new version's id ("" where the bucket keeps none) and request id.
 */
export async function copyVersion(
  aws: { read: AwsApi; write: AwsApi },
  order: CopyOrder,
  { largest = largestCopy } = {},
): Promise<{ versionId: string; requestId: string }> {
  if (order.from.size > largest) return copyInParts(aws, order)
  const answer = await aws.write.s3().copyObject({
    Bucket: order.to.bucket,
    Key: order.to.key,
    CopySource: sourceOf(order),
    ...conditionOf(order),
  })
  return { versionId: answer.VersionId ?? "", requestId: answer.$metadata.requestId ?? "" }
}

async function copyInParts(
  aws: { read: AwsApi; write: AwsApi },
  order: CopyOrder,
): Promise<{ versionId: string; requestId: string }> {
  const { from, to } = order
  const partSize = await partSizeOf(aws.read, order)
  const [head, tags] = await Promise.all([
    aws.read.s3().headObject({ Bucket: from.bucket, Key: from.key, VersionId: from.versionId }),
    aws.read.s3().getObjectTagging({ Bucket: from.bucket, Key: from.key, VersionId: from.versionId }),
  ])
  const s3 = aws.write.s3()
  const tagging = (tags.TagSet ?? [])
    .map((tag) => `${encodeURIComponent(tag.Key ?? "")}=${encodeURIComponent(tag.Value ?? "")}`)
    .join("&")
  const upload = await s3.createMultipartUpload({
    Bucket: to.bucket,
    Key: to.key,
    ContentType: head.ContentType,
    ContentEncoding: head.ContentEncoding,
    ContentDisposition: head.ContentDisposition,
    ContentLanguage: head.ContentLanguage,
    CacheControl: head.CacheControl,
    Metadata: head.Metadata,
    ChecksumAlgorithm: "CRC64NVME",
    ChecksumType: "FULL_OBJECT",
    ...(tagging ? { Tagging: tagging } : {}),
  })
  const target = { Bucket: to.bucket, Key: to.key, UploadId: upload.UploadId }
  try {
    const parts = await copyParts(s3, order, target, partSize)
    const done = await s3.completeMultipartUpload({
      ...target,
      MultipartUpload: { Parts: parts },
      ...conditionOf(order),
    })
    return { versionId: done.VersionId ?? "", requestId: done.$metadata.requestId ?? "" }
  } catch (error) {
    // Parts of an upload that is not finished cost money and show nowhere.
    await s3.abortMultipartUpload(target, { abortSignal: AbortSignal.timeout(10_000) }).catch(() => undefined)
    throw error
  }
}

/** The part size of the source where it was written in parts: the copy then has the same ETag. */
async function partSizeOf(aws: AwsApi, { from }: CopyOrder): Promise<number> {
  const least = Math.max(smallestPart, Math.ceil(from.size / mostParts))
  const usual = Math.max(partBytes, least)
  if (!/-\d+$/.test(from.etag)) return Math.min(usual, Math.max(least, Math.ceil(from.size / 2)))
  const first = await aws
    .s3()
    .headObject({ Bucket: from.bucket, Key: from.key, VersionId: from.versionId, PartNumber: 1 })
  const size = first.ContentLength ?? 0
  return size >= least && size < from.size ? size : usual
}

async function copyParts(
  s3: ReturnType<AwsApi["s3"]>,
  order: CopyOrder,
  target: { Bucket: string; Key: string; UploadId: string | undefined },
  partSize: number,
): Promise<{ PartNumber: number; ETag: string | undefined }[]> {
  const { size } = order.from
  const count = Math.ceil(size / partSize)
  const parts: { PartNumber: number; ETag: string | undefined }[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < count; index = next++) {
      const answer = await s3.uploadPartCopy({
        ...target,
        PartNumber: index + 1,
        CopySource: sourceOf(order),
        CopySourceRange: `bytes=${index * partSize}-${Math.min(size, (index + 1) * partSize) - 1}`,
      })
      parts.push({ PartNumber: index + 1, ETag: answer.CopyPartResult?.ETag })
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, work))
  return parts.toSorted((a, b) => a.PartNumber - b.PartNumber)
}

function sourceOf({ from }: CopyOrder): string {
  const path = from.key.split("/").map(encodeURIComponent).join("/")
  return `${from.bucket}/${path}?versionId=${encodeURIComponent(from.versionId)}`
}

function conditionOf({ onto }: CopyOrder): { IfMatch: string } | { IfNoneMatch: string } {
  return onto === "absent" ? { IfNoneMatch: "*" } : { IfMatch: `"${onto.etag}"` }
}
