import type { RangeReply } from "../../http/messages.ts"
import type { XmlValue } from "../../http/xml.ts"
import { AwsError } from "../aws-error.ts"
import type { Bucket, ObjectVersion } from "./bucket.ts"
import { decodeBody } from "./decode-body.ts"
import { addVersion, removeVersion } from "./object-change.ts"
import { nextVersionId, verifiedChecksum } from "./object-writes.ts"
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

export const objectDeleteOperations: readonly S3Operation[] = [
  {
    name: "DeleteObjects",
    method: "POST",
    level: "bucket",
    sub: "delete",
    readOnly: false,
    data: true,
    run: deleteObjects,
  },
  { name: "DeleteObject", method: "DELETE", level: "object", readOnly: false, data: true, run: deleteOne },
]

interface Deleted {
  /** Set where the call added or removed a delete marker. */
  marker: boolean
  /** The version removed or the marker added. */
  versionId: string | undefined
}

function deleteOne(call: S3Call): RangeReply {
  const done = deleteKey(call, findBucket(call), call.key, call.query("versionId"))
  const headers = {
    "x-amz-delete-marker": done.marker ? "true" : undefined,
    "x-amz-version-id": done.versionId,
  }
  const reply = emptyReply(204, headers)
  call.context.trail.responseElements = Object.keys(reply.headers).length > 0 ? { ...reply.headers } : null
  return reply
}

/** Deleting what is not there succeeds; without a version id a versioned bucket gains a marker, each time anew. */
function deleteKey(call: S3Call, bucket: Bucket, key: string, versionId: string | undefined): Deleted {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion"
  permit(call, bucket, action, objectArn(bucket, key), { "s3:VersionId": versionId })
  if (versionId !== undefined) {
    refuseLocked(call, bucket.version(key, versionId))
    const removed = removeVersion(call, bucket, key, versionId)
    return {
      marker: removed?.deleteMarker ?? false,
      versionId: bucket.versioning === undefined ? undefined : versionId,
    }
  }
  if (bucket.versioning === undefined) {
    removeVersion(call, bucket, key, "null")
    return { marker: false, versionId: undefined }
  }
  const marker: ObjectVersion = {
    versionId: nextVersionId(bucket),
    deleteMarker: true,
    lastModified: call.context.now,
    body: Buffer.alloc(0),
    etag: "",
    contentType: "",
    headers: {},
    metadata: {},
    tags: {},
    storageClass: "STANDARD",
  }
  addVersion(call, bucket, key, marker)
  return { marker: true, versionId: marker.versionId }
}

function refuseLocked(call: S3Call, version: ObjectVersion | undefined): void {
  const held = version?.legalHold || (version?.retention && version.retention.until > call.context.now)
  if (held) throw new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403)
}

function deleteObjects(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  const decoded = decodeBody(call.context)
  verifiedChecksum(call, decoded)
  const request = readXml(decoded.body, "Delete")
  const wanted = listIn(request.Object)
  if (wanted.length === 0 || wanted.length > 1000) throw malformedXml()
  const quiet = textIn(request.Quiet) === "true"
  const deleted: XmlValue[] = []
  const errors: XmlValue[] = []
  for (const each of wanted) {
    const key = textIn(each.Key)
    if (key === undefined) throw malformedXml()
    const versionId = textIn(each.VersionId)
    try {
      // A batch goes on past a failing key; a sentinel name makes one fail.
      if (key.includes("error-me"))
        throw new AwsError("InternalError", "We encountered an internal error. Please try again.", 500)
      const done = deleteKey(call, bucket, key, versionId)
      deleted.push({
        Key: key,
        VersionId: versionId,
        DeleteMarker: done.marker ? true : undefined,
        DeleteMarkerVersionId: done.marker ? done.versionId : undefined,
      })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      errors.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message })
    }
  }
  return xmlReply("DeleteResult", { Deleted: quiet ? [] : deleted, Error: errors })
}
