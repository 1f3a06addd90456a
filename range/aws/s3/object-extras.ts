import type { RangeReply } from "../../http/messages.ts"
import { AwsError } from "../aws-error.ts"
import type { Bucket, ObjectVersion } from "./bucket.ts"
import { decodeBody } from "./decode-body.ts"
import { findVersion, isArchived } from "./object-reads.ts"
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
  withoutAbsent,
  xmlReply,
} from "./s3-call.ts"

export const objectExtraOperations: readonly S3Operation[] = [
  {
    name: "GetObjectTagging",
    method: "GET",
    level: "object",
    sub: "tagging",
    readOnly: true,
    data: true,
    run: getTagging,
  },
  {
    name: "PutObjectTagging",
    method: "PUT",
    level: "object",
    sub: "tagging",
    readOnly: false,
    data: true,
    run: putTagging,
  },
  {
    name: "DeleteObjectTagging",
    method: "DELETE",
    level: "object",
    sub: "tagging",
    readOnly: false,
    data: true,
    run: deleteTagging,
  },
  {
    name: "RestoreObject",
    method: "POST",
    level: "object",
    sub: "restore",
    readOnly: false,
    data: true,
    run: restoreObject,
  },
  {
    name: "GetObjectRetention",
    method: "GET",
    level: "object",
    sub: "retention",
    readOnly: true,
    data: true,
    run: getRetention,
  },
  {
    name: "PutObjectRetention",
    method: "PUT",
    level: "object",
    sub: "retention",
    readOnly: false,
    data: true,
    run: putRetention,
  },
  {
    name: "GetObjectLegalHold",
    method: "GET",
    level: "object",
    sub: "legal-hold",
    readOnly: true,
    data: true,
    run: getLegalHold,
  },
  {
    name: "GetObjectAcl",
    method: "GET",
    level: "object",
    sub: "acl",
    readOnly: true,
    data: true,
    run: getAcl,
  },
]

function target(call: S3Call, action: string): [Bucket, ObjectVersion] {
  const bucket = findBucket(call)
  const versionId = call.query("versionId")
  const verb = versionId === undefined ? action : action.replace("Object", "ObjectVersion")
  permit(call, bucket, `s3:${verb}`, objectArn(bucket, call.key))
  return [bucket, findVersion(call, bucket, call.key, versionId)]
}

function versionHeader(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return withoutAbsent({
    "x-amz-version-id": bucket.versioning === undefined ? undefined : version.versionId,
  })
}

function getTagging(call: S3Call): RangeReply {
  const [bucket, version] = target(call, "GetObjectTagging")
  const Tag = Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value }))
  return xmlReply("Tagging", { TagSet: { Tag } }, versionHeader(bucket, version))
}

export function readTags(body: Buffer): Record<string, string> {
  const set = readXml(body, "Tagging").TagSet
  if (set === "" || set === undefined) return {}
  if (typeof set !== "object" || set === null) throw malformedXml()
  const tags = listIn((set as Record<string, unknown>).Tag)
  return Object.fromEntries(tags.map((tag) => [textIn(tag.Key) ?? "", textIn(tag.Value) ?? ""]))
}

function putTagging(call: S3Call): RangeReply {
  const [bucket, version] = target(call, "PutObjectTagging")
  const tags = readTags(decodeBody(call.context).body)
  if (Object.keys(tags).length > 10)
    throw new AwsError("BadRequest", "Object tags cannot be greater than 10", 400)
  version.tags = tags
  call.context.changed = true
  return emptyReply(200, versionHeader(bucket, version))
}

function deleteTagging(call: S3Call): RangeReply {
  const [bucket, version] = target(call, "DeleteObjectTagging")
  version.tags = {}
  call.context.changed = true
  return emptyReply(204, versionHeader(bucket, version))
}

function restoreObject(call: S3Call): RangeReply {
  const [bucket, version] = target(call, "RestoreObject")
  if (!isArchived(version))
    throw new AwsError(
      "InvalidObjectState",
      "Restore is not allowed for the object's current storage class",
      403,
      { StorageClass: version.storageClass },
    )
  return emptyReply(202, versionHeader(bucket, version))
}

function getRetention(call: S3Call): RangeReply {
  const [, version] = target(call, "GetObjectRetention")
  if (version.retention === undefined) throw noLock()
  return xmlReply("Retention", {
    Mode: version.retention.mode,
    RetainUntilDate: new Date(version.retention.until),
  })
}

function putRetention(call: S3Call): RangeReply {
  const [bucket, version] = target(call, "PutObjectRetention")
  if (!bucket.objectLock)
    throw new AwsError("InvalidRequest", "Bucket is missing Object Lock Configuration", 400)
  const wanted = readXml(decodeBody(call.context).body, "Retention")
  const until = Date.parse(textIn(wanted.RetainUntilDate) ?? "")
  const mode = textIn(wanted.Mode)
  if ((mode !== "GOVERNANCE" && mode !== "COMPLIANCE") || Number.isNaN(until)) throw malformedXml()
  version.retention = { mode, until }
  call.context.changed = true
  return emptyReply(200)
}

function getLegalHold(call: S3Call): RangeReply {
  const [, version] = target(call, "GetObjectLegalHold")
  if (version.legalHold === undefined) throw noLock()
  return xmlReply("LegalHold", { Status: version.legalHold ? "ON" : "OFF" })
}

function noLock(): AwsError {
  return new AwsError(
    "NoSuchObjectLockConfiguration",
    "The specified object does not have a ObjectLock configuration",
    404,
  )
}

/** Ownership is always enforced by the bucket's owner, so the list is always the same. */
function getAcl(call: S3Call): RangeReply {
  const [bucket] = target(call, "GetObjectAcl")
  return aclReply(bucket)
}

export function aclReply(bucket: Bucket): RangeReply {
  const owner = bucket.accountId.padStart(64, "0")
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>${owner}</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${owner}</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`
  return { status: 200, headers: { "content-type": "application/xml" }, body }
}
