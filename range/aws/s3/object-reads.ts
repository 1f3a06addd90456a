import type { RangeReply } from "../../http/messages.ts"
import { AwsError } from "../aws-error.ts"
import type { Bucket, ObjectVersion } from "./bucket.ts"
import { checksumHeader } from "./checksums.ts"
import {
  findBucket,
  objectArn,
  permit,
  permitted,
  type S3Call,
  type S3Operation,
  withoutAbsent,
  xmlReply,
} from "./s3-call.ts"

export const objectReadOperations: readonly S3Operation[] = [
  {
    name: "GetObjectAttributes",
    method: "GET",
    level: "object",
    sub: "attributes",
    readOnly: true,
    data: true,
    run: getAttributes,
  },
  {
    name: "GetObject",
    method: "GET",
    level: "object",
    readOnly: true,
    data: true,
    run: (call) => getObject(call, true),
  },
  {
    name: "HeadObject",
    method: "HEAD",
    level: "object",
    readOnly: true,
    data: true,
    run: (call) => getObject(call, false),
  },
]

/** The version asked for, or the latest one; markers and missing keys are refused as S3 refuses them. */
export function findVersion(
  call: S3Call,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): ObjectVersion {
  const version = versionId === undefined ? bucket.latest(key) : bucket.version(key, versionId)
  if (version === undefined && versionId !== undefined)
    throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404, {
      Key: key,
      VersionId: versionId,
    })
  if (version === undefined || (version.deleteMarker && versionId === undefined)) {
    // Without the right to list, a missing key looks like any other refusal.
    if (!permitted(call, bucket, "s3:ListBucket")) throw new AwsError("AccessDenied", "Access Denied", 403)
    const marker: Record<string, string> = version
      ? { "x-amz-delete-marker": "true", "x-amz-version-id": version.versionId }
      : {}
    throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key, ...marker })
  }
  if (version.deleteMarker)
    throw new AwsError(
      "MethodNotAllowed",
      "The specified method is not allowed against this resource.",
      405,
      {
        Method: call.context.request.method,
        ResourceType: "DeleteMarker",
        "x-amz-delete-marker": "true",
        "last-modified": httpDate(version.lastModified),
      },
    )
  return version
}

export function permitRead(
  call: S3Call,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  what = "",
): void {
  const action = versionId === undefined ? `s3:GetObject${what}` : `s3:GetObjectVersion${what}`
  permit(call, bucket, action, objectArn(bucket, key), { "s3:VersionId": versionId })
}

function getObject(call: S3Call, withBody: boolean): RangeReply {
  const bucket = findBucket(call)
  const versionId = call.query("versionId")
  permitRead(call, bucket, call.key, versionId)
  const version = findVersion(call, bucket, call.key, versionId)
  checkConditions(call, version)
  if (withBody && isArchived(version))
    throw new AwsError(
      "InvalidObjectState",
      "The operation is not valid for the object's storage class",
      403,
      { StorageClass: version.storageClass },
    )
  const headers = versionHeaders(bucket, version)
  const range = readRange(call.header("range"), version.body.length)
  const wantsChecksum = call.header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED"
  if (wantsChecksum && version.checksum && range === undefined) {
    headers[checksumHeader(version.checksum.algorithm)] = version.checksum.value
    headers["x-amz-checksum-type"] = version.checksum.type
  }
  for (const header of overridable) {
    const value = call.query(`response-${header}`)
    if (value !== undefined) headers[header] = value
  }
  if (range === undefined)
    return {
      status: 200,
      headers: { ...headers, "content-length": String(version.body.length) },
      body: withBody ? version.body : "",
    }
  const [from, to] = range
  headers["content-range"] = `bytes ${from}-${to}/${version.body.length}`
  headers["content-length"] = String(to - from + 1)
  return { status: 206, headers, body: withBody ? version.body.subarray(from, to + 1) : "" }
}

const overridable = [
  "content-type",
  "content-disposition",
  "content-encoding",
  "content-language",
  "cache-control",
  "expires",
]

export function versionHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return withoutAbsent({
    "content-type": version.contentType,
    etag: `"${version.etag}"`,
    "last-modified": httpDate(version.lastModified),
    "accept-ranges": "bytes",
    "x-amz-server-side-encryption": "AES256",
    "x-amz-version-id": bucket.versioning === undefined ? undefined : version.versionId,
    "x-amz-storage-class": version.storageClass === "STANDARD" ? undefined : version.storageClass,
    "x-amz-tagging-count":
      Object.keys(version.tags).length > 0 ? String(Object.keys(version.tags).length) : undefined,
    "x-amz-mp-parts-count": version.parts ? String(version.parts.length) : undefined,
    "x-amz-object-lock-mode": version.retention?.mode,
    "x-amz-object-lock-retain-until-date":
      version.retention && new Date(version.retention.until).toISOString(),
    ...version.headers,
    ...Object.fromEntries(
      Object.entries(version.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  })
}

export function isArchived(version: ObjectVersion): boolean {
  return version.storageClass === "GLACIER" || version.storageClass === "DEEP_ARCHIVE"
}

/** If-Match and its relatives; 304 is answered as S3 does, as an error without a body. */
function checkConditions(call: S3Call, version: ObjectVersion): void {
  const etag = `"${version.etag}"`
  const listed = (text: string) =>
    text.split(",").some((each) => [etag, version.etag, "*"].includes(each.trim()))
  const match = call.header("if-match")
  const noneMatch = call.header("if-none-match")
  const since = Date.parse(call.header("if-modified-since") ?? "")
  const unchanged = call.header("if-unmodified-since")
  const modified = Math.floor(version.lastModified / 1000) * 1000
  if (
    (match !== undefined && !listed(match)) ||
    (match === undefined && unchanged !== undefined && modified > Date.parse(unchanged))
  )
    throw preconditionFailed(match !== undefined ? "If-Match" : "If-Unmodified-Since")
  if ((noneMatch !== undefined && listed(noneMatch)) || (noneMatch === undefined && modified <= since))
    throw new AwsError("NotModified", "Not Modified", 304)
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
    { Condition: condition },
  )
}

function readRange(header: string | undefined, size: number): [number, number] | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? "")
  if (parts === null || (parts[1] === "" && parts[2] === "")) return undefined
  const from = parts[1] === "" ? Math.max(0, size - Number(parts[2])) : Number(parts[1])
  const to = parts[1] === "" || parts[2] === "" ? size - 1 : Math.min(Number(parts[2]), size - 1)
  if (from > to || from >= size)
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      ActualObjectSize: String(size),
    })
  return [from, to]
}

function getAttributes(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  const versionId = call.query("versionId")
  permitRead(call, bucket, call.key, versionId)
  permitRead(call, bucket, call.key, versionId, "Attributes")
  const version = findVersion(call, bucket, call.key, versionId)
  const wanted = (call.header("x-amz-object-attributes") ?? "").split(",").map((each) => each.trim())
  const { checksum } = version
  return xmlReply(
    "GetObjectAttributesResponse",
    {
      ETag: wanted.includes("ETag") ? version.etag : undefined,
      Checksum:
        wanted.includes("Checksum") && checksum
          ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }
          : undefined,
      ObjectParts:
        wanted.includes("ObjectParts") && version.parts ? { PartsCount: version.parts.length } : undefined,
      StorageClass: wanted.includes("StorageClass") ? version.storageClass : undefined,
      ObjectSize: wanted.includes("ObjectSize") ? version.body.length : undefined,
    },
    withoutAbsent({
      "last-modified": httpDate(version.lastModified),
      "x-amz-version-id": bucket.versioning === undefined ? undefined : version.versionId,
    }),
  )
}

export function httpDate(time: number): string {
  return new Date(time).toUTCString()
}
