import { createHash } from "node:crypto"
import type { RangeReply } from "../../http/messages.ts"
import { AwsError } from "../aws-error.ts"
import { versionId as newId } from "../ids.ts"
import type { Bucket, Checksum, MultipartUpload, ObjectVersion } from "./bucket.ts"
import { checksumAlgorithms, checksumHeader, computeChecksum, md5 } from "./checksums.ts"
import { decodeBody } from "./decode-body.ts"
import { addVersion } from "./object-change.ts"
import {
  checkWriteConditions,
  describedObject,
  listTime,
  nextVersionId,
  readCopySource,
  verifiedChecksum,
  writtenHeaders,
} from "./object-writes.ts"
import {
  emptyReply,
  findBucket,
  listIn,
  malformedXml,
  objectArn,
  permit,
  readXml,
  type S3Call,
  type S3Operation,
  textIn,
  xmlReply,
} from "./s3-call.ts"

export const multipartOperations: readonly S3Operation[] = [
  {
    name: "CreateMultipartUpload",
    method: "POST",
    level: "object",
    sub: "uploads",
    readOnly: false,
    data: true,
    run: create,
  },
  {
    name: "UploadPartCopy",
    method: "PUT",
    level: "object",
    sub: "uploadId",
    given: "x-amz-copy-source",
    readOnly: false,
    data: true,
    run: uploadPartCopy,
  },
  {
    name: "UploadPart",
    method: "PUT",
    level: "object",
    sub: "uploadId",
    readOnly: false,
    data: true,
    run: uploadPart,
  },
  {
    name: "CompleteMultipartUpload",
    method: "POST",
    level: "object",
    sub: "uploadId",
    readOnly: false,
    data: true,
    run: complete,
  },
  {
    name: "AbortMultipartUpload",
    method: "DELETE",
    level: "object",
    sub: "uploadId",
    readOnly: false,
    data: true,
    run: abort,
  },
  {
    name: "ListParts",
    method: "GET",
    level: "object",
    sub: "uploadId",
    readOnly: true,
    data: true,
    run: listParts,
  },
  {
    name: "ListMultipartUploads",
    method: "GET",
    level: "bucket",
    sub: "uploads",
    readOnly: true,
    data: true,
    run: listUploads,
  },
]

const smallestPart = 5 * 1024 * 1024

function create(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  const algorithm = checksumAlgorithms.find(
    (each) => each === call.header("x-amz-checksum-algorithm")?.toUpperCase(),
  )
  const { storageClass: _, ...described } = describedObject(call)
  const upload: MultipartUpload = {
    id: newId(),
    key: call.key,
    startedAt: call.context.now,
    ...described,
    checksumAlgorithm: algorithm,
    parts: new Map(),
  }
  bucket.uploads.set(upload.id, upload)
  call.context.changed = true
  return xmlReply("InitiateMultipartUploadResult", {
    Bucket: bucket.name,
    Key: call.key,
    UploadId: upload.id,
  })
}

function findUpload(call: S3Call, bucket: Bucket): MultipartUpload {
  const upload = bucket.uploads.get(call.query("uploadId") ?? "")
  if (upload === undefined || upload.key !== call.key)
    throw new AwsError(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      404,
    )
  return upload
}

function partNumber(call: S3Call): number {
  const number = Number(call.query("partNumber"))
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number
  throw new AwsError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", 400)
}

function uploadPart(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  const upload = findUpload(call, bucket)
  const decoded = decodeBody(call.context)
  const checksum = verifiedChecksum(call, decoded)
  const part = {
    body: decoded.body,
    etag: md5(decoded.body).toString("hex"),
    checksum: checksum.value,
    at: call.context.now,
  }
  upload.parts.set(partNumber(call), part)
  call.context.changed = true
  return emptyReply(200, { etag: `"${part.etag}"`, [checksumHeader(checksum.algorithm)]: checksum.value })
}

function uploadPartCopy(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  const source = readCopySource(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  const upload = findUpload(call, bucket)
  const range = /^bytes=(\d+)-(\d+)$/.exec(call.header("x-amz-copy-source-range") ?? "")
  const body = range
    ? source.version.body.subarray(Number(range[1]), Number(range[2]) + 1)
    : source.version.body
  const etag = md5(body).toString("hex")
  upload.parts.set(partNumber(call), { body, etag, at: call.context.now })
  call.context.changed = true
  return xmlReply("CopyPartResult", { ETag: `"${etag}"`, LastModified: listTime(call.context.now) })
}

function complete(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutObject", objectArn(bucket, call.key))
  const upload = findUpload(call, bucket)
  checkWriteConditions(call, bucket)
  const wanted = listIn(readXml(decodeBody(call.context).body, "CompleteMultipartUpload").Part)
  if (wanted.length === 0) throw malformedXml()
  let previous = 0
  const parts = wanted.map((each) => {
    const number = Number(textIn(each.PartNumber))
    const part = upload.parts.get(number)
    if (part === undefined || part.etag !== textIn(each.ETag)?.replaceAll('"', ""))
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
      )
    if (number <= previous)
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. The parts list must be specified in order by part number.",
        400,
      )
    previous = number
    return part
  })
  if (parts.slice(0, -1).some((part) => part.body.length < smallestPart))
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400)
  const body = Buffer.concat(parts.map((part) => part.body))
  const digests = Buffer.concat(parts.map((part) => md5(part.body)))
  const version: ObjectVersion = {
    versionId: nextVersionId(bucket),
    deleteMarker: false,
    // S3 dates a multipart object by when its upload began.
    lastModified: upload.startedAt,
    body,
    etag: `${createHash("md5").update(digests).digest("hex")}-${parts.length}`,
    contentType: upload.contentType,
    headers: upload.headers,
    metadata: upload.metadata,
    tags: upload.tags,
    storageClass: "STANDARD",
    checksum: compositeChecksum(
      upload,
      parts.map((part) => part.body),
    ),
    parts: parts.map((part) => part.body.length),
  }
  addVersion(call, bucket, call.key, version)
  bucket.uploads.delete(upload.id)
  const headers = writtenHeaders(bucket, version)
  call.context.trail.responseElements = headers
  const { checksum } = version
  return xmlReply(
    "CompleteMultipartUploadResult",
    {
      Location: `http://${call.header("host") ?? ""}/${bucket.name}/${call.key}`,
      Bucket: bucket.name,
      Key: call.key,
      ETag: `"${version.etag}"`,
      ...(checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type } : {}),
    },
    headers,
  )
}

/** A checksum of the parts' checksums, except for CRC64NVME, which always covers the whole object. */
function compositeChecksum(upload: MultipartUpload, parts: readonly Buffer[]): Checksum {
  const algorithm = upload.checksumAlgorithm ?? "CRC64NVME"
  if (algorithm === "CRC64NVME")
    return { algorithm, value: computeChecksum(algorithm, Buffer.concat(parts)), type: "FULL_OBJECT" }
  const each = Buffer.concat(parts.map((part) => Buffer.from(computeChecksum(algorithm, part), "base64")))
  return { algorithm, value: `${computeChecksum(algorithm, each)}-${parts.length}`, type: "COMPOSITE" }
}

function abort(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:AbortMultipartUpload", objectArn(bucket, call.key))
  bucket.uploads.delete(findUpload(call, bucket).id)
  call.context.changed = true
  return emptyReply(204)
}

function listParts(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:ListMultipartUploadParts", objectArn(bucket, call.key))
  const upload = findUpload(call, bucket)
  const Part = [...upload.parts]
    .sort(([a], [b]) => a - b)
    .map(([PartNumber, part]) => ({
      PartNumber,
      LastModified: listTime(part.at),
      ETag: `"${part.etag}"`,
      Size: part.body.length,
    }))
  return xmlReply("ListPartsResult", {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    IsTruncated: false,
    Part,
  })
}

function listUploads(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:ListBucketMultipartUploads")
  const Upload = [...bucket.uploads.values()].map((each) => ({
    Key: each.key,
    UploadId: each.id,
    Initiated: listTime(each.startedAt),
  }))
  return xmlReply("ListMultipartUploadsResult", { Bucket: bucket.name, IsTruncated: false, Upload })
}
