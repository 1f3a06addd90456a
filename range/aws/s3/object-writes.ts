import { decodeLoosely, parseQuery, type RangeReply } from "../../http/messages.ts"
import { AwsError } from "../aws-error.ts"
import { versionId as newVersionId } from "../ids.ts"
import type { Bucket, Checksum, ObjectVersion } from "./bucket.ts"
import { checksumAlgorithms, checksumHeader, computeChecksum, md5 } from "./checksums.ts"
import { type DecodedBody, decodeBody } from "./decode-body.ts"
import { addVersion } from "./object-change.ts"
import { findVersion, isArchived, permitRead, preconditionFailed } from "./object-reads.ts"
import {
  emptyReply,
  findBucket,
  objectArn,
  permit,
  type S3Call,
  type S3Operation,
  withoutAbsent,
  xmlReply,
} from "./s3-call.ts"

export const objectWriteOperations: readonly S3Operation[] = [
  {
    name: "CopyObject",
    method: "PUT",
    level: "object",
    given: "x-amz-copy-source",
    readOnly: false,
    data: true,
    run: copyObject,
  },
  { name: "PutObject", method: "PUT", level: "object", readOnly: false, data: true, run: putObject },
]

function putObject(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  checkWriteConditions(call, bucket)
  const decoded = decodeBody(call.context)
  const checksum = verifiedChecksum(call, decoded)
  const { body } = decoded
  const version: ObjectVersion = {
    ...describedObject(call),
    versionId: nextVersionId(bucket),
    deleteMarker: false,
    lastModified: call.context.now,
    body,
    etag: md5(body).toString("hex"),
    checksum,
  }
  addVersion(call, bucket, call.key, version)
  const headers = writtenHeaders(bucket, version)
  call.context.trail.responseElements = headers
  return emptyReply(200, {
    etag: `"${version.etag}"`,
    ...headers,
    [checksumHeader(checksum.algorithm)]: checksum.value,
    "x-amz-checksum-type": checksum.type,
  })
}

export function nextVersionId(bucket: Bucket): string {
  return bucket.versioning === "Enabled" ? newVersionId() : "null"
}

export function writtenHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return withoutAbsent({
    "x-amz-server-side-encryption": "AES256",
    "x-amz-version-id": bucket.versioning === undefined ? undefined : version.versionId,
  })
}

/** Type, metadata, tags and storage class as the request's headers give them. */
export function describedObject(
  call: S3Call,
): Pick<ObjectVersion, "contentType" | "headers" | "metadata" | "tags" | "storageClass"> {
  const metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(call.context.request.headers))
    if (name.startsWith("x-amz-meta-")) metadata[name.slice("x-amz-meta-".length)] = value
  const encoding = call
    .header("content-encoding")
    ?.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "aws-chunked")
    .join(",")
  return {
    contentType: call.header("content-type") ?? "binary/octet-stream",
    headers: withoutAbsent({
      "cache-control": call.header("cache-control"),
      "content-disposition": call.header("content-disposition"),
      "content-encoding": encoding || undefined,
      "content-language": call.header("content-language"),
      expires: call.header("expires"),
    }),
    metadata,
    tags: Object.fromEntries(parseQuery(call.header("x-amz-tagging") ?? "")),
    storageClass: call.header("x-amz-storage-class") ?? "STANDARD",
  }
}

export function checkWriteConditions(call: S3Call, bucket: Bucket): void {
  const latest = bucket.latest(call.key)
  const present = latest !== undefined && !latest.deleteMarker
  if (call.header("if-none-match") === "*" && present) throw preconditionFailed("If-None-Match")
  const match = call.header("if-match")
  if (match === undefined) return
  if (!present) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: call.key })
  if (match.replaceAll('"', "") !== latest.etag) throw preconditionFailed("If-Match")
}

/** Checks Content-MD5 and the checksum sent in a header or trailer; without one, S3 computes CRC64NVME. */
export function verifiedChecksum(call: S3Call, { body, trailers }: DecodedBody): Checksum {
  const digest = call.header("content-md5")
  if (digest !== undefined && digest !== md5(body).toString("base64"))
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400)
  for (const algorithm of checksumAlgorithms) {
    const name = checksumHeader(algorithm)
    const given = call.header(name) ?? trailers[name]
    if (given === undefined) continue
    if (given !== computeChecksum(algorithm, body))
      throw new AwsError(
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
        400,
      )
    return { algorithm, value: given, type: "FULL_OBJECT" }
  }
  return { algorithm: "CRC64NVME", value: computeChecksum("CRC64NVME", body), type: "FULL_OBJECT" }
}

export interface CopySource {
  bucket: Bucket
  key: string
  versionId: string | undefined
  version: ObjectVersion
}

/** The object named by x-amz-copy-source, which the caller must be allowed to read. */
export function readCopySource(call: S3Call): CopySource {
  const [path = "", rawQuery = ""] = (call.header("x-amz-copy-source") ?? "").split("?")
  const decoded = decodeLoosely(path).replace(/^\//, "")
  const slash = decoded.indexOf("/")
  if (slash <= 0)
    throw new AwsError(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      400,
    )
  const bucket = findBucket(call, decoded.slice(0, slash))
  const key = decoded.slice(slash + 1)
  const versionId = parseQuery(rawQuery).find(([name]) => name === "versionId")?.[1]
  permitRead(call, bucket, key, versionId)
  if (versionId !== undefined && bucket.version(key, versionId)?.deleteMarker)
    throw new AwsError(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
      400,
    )
  const version = findVersion(call, bucket, key, versionId)
  const match = call.header("x-amz-copy-source-if-match")
  if (match !== undefined && match.replaceAll('"', "") !== version.etag)
    throw preconditionFailed("x-amz-copy-source-If-Match")
  if (isArchived(version))
    throw new AwsError(
      "ObjectNotInActiveTierError",
      "The source object of the COPY operation is not in the active tier and is only stored in Amazon S3 Glacier.",
      403,
    )
  return { bucket, key, versionId, version }
}

function copyObject(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  const source = readCopySource(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  checkWriteConditions(call, bucket)
  const replace = call.header("x-amz-metadata-directive") === "REPLACE"
  const replaceTags = call.header("x-amz-tagging-directive") === "REPLACE"
  if (!replaceTags && Object.keys(source.version.tags).length > 0) {
    permitRead(call, source.bucket, source.key, source.versionId, "Tagging")
    permit(call, bucket, "s3:PutObjectTagging", objectArn(bucket, call.key))
  }
  const given = describedObject(call)
  const storageClass = call.header("x-amz-storage-class") ?? "STANDARD"
  const onItself = source.bucket === bucket && source.key === call.key && source.versionId === undefined
  if (onItself && !replace && storageClass === source.version.storageClass)
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      400,
    )
  const kept = replace ? given : source.version
  const algorithm = source.version.checksum?.algorithm ?? "CRC64NVME"
  const { body } = source.version
  const version: ObjectVersion = {
    contentType: kept.contentType,
    headers: kept.headers,
    metadata: kept.metadata,
    tags: replaceTags ? given.tags : source.version.tags,
    storageClass,
    versionId: nextVersionId(bucket),
    deleteMarker: false,
    lastModified: call.context.now,
    body,
    etag: md5(body).toString("hex"),
    checksum: { algorithm, value: computeChecksum(algorithm, body), type: "FULL_OBJECT" },
  }
  addVersion(call, bucket, call.key, version)
  const headers = writtenHeaders(bucket, version)
  call.context.trail.responseElements = headers
  return xmlReply(
    "CopyObjectResult",
    {
      LastModified: listTime(version.lastModified),
      ETag: `"${version.etag}"`,
      [`Checksum${algorithm}`]: version.checksum?.value,
      ChecksumType: "FULL_OBJECT",
    },
    withoutAbsent({
      ...headers,
      "x-amz-copy-source-version-id":
        source.bucket.versioning === undefined ? undefined : source.version.versionId,
    }),
  )
}

/** S3 lists times in whole seconds, written with .000 */
export function listTime(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString()
}
