import { decodeLoosely, type RangeReply, type RangeRequest } from "../../http/messages.ts"
import { children } from "../../http/xml.ts"
import { AwsError, type IdentityError } from "../aws-error.ts"
import { deliverTrailFiles } from "../cloudtrail/deliver-trail-files.ts"
import type { CallContext, ParsedCall, WireService } from "../wire-service.ts"
import type { World } from "../world.ts"
import { bucketConfigurationOperations } from "./bucket-configurations.ts"
import { bucketOperations } from "./buckets.ts"
import { listingOperations } from "./listings.ts"
import { multipartOperations } from "./multipart.ts"
import { noteS3Call } from "./note-s3-call.ts"
import { objectDeleteOperations } from "./object-deletes.ts"
import { objectExtraOperations } from "./object-extras.ts"
import { objectReadOperations } from "./object-reads.ts"
import { objectWriteOperations } from "./object-writes.ts"
import { type S3Operation, s3Call } from "./s3-call.ts"

/** Looked through from the top: operations with a sub-resource come before the plain ones. */
const operations: readonly S3Operation[] = [
  ...[
    bucketOperations,
    bucketConfigurationOperations,
    multipartOperations,
    objectExtraOperations,
    objectReadOperations,
    objectWriteOperations,
    objectDeleteOperations,
    listingOperations,
  ].flat(),
].sort((a, b) => rank(b) - rank(a))

function rank(operation: S3Operation): number {
  return (operation.sub === undefined ? 0 : 2) + (operation.given === undefined ? 0 : 1)
}

export const s3Service: WireService = {
  name: "s3",
  anonymous: true,
  throttled: () => new AwsError("SlowDown", "Please reduce your request rate.", 503),
  parse,
  writeError,
}

/** Bucket and key, from the path or, for names such as bucket.localhost, from the host. */
export function readAddress(request: RangeRequest): { bucket: string; key: string; virtualHost: boolean } {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "")
  const path = request.rawPath.replace(/^\/+/, "")
  const virtual =
    /^([a-z0-9][a-z0-9.-]+)\.(localhost|s3[.-][a-z0-9.-]*amazonaws\.com|127\.0\.0\.1\.nip\.io)$/.exec(
      host,
    )?.[1]
  if (virtual !== undefined) return { bucket: virtual, key: decodeLoosely(path), virtualHost: true }
  const slash = path.indexOf("/")
  if (slash < 0) return { bucket: decodeLoosely(path), key: "", virtualHost: false }
  return {
    bucket: decodeLoosely(path.slice(0, slash)),
    key: decodeLoosely(path.slice(slash + 1)),
    virtualHost: false,
  }
}

function parse(request: RangeRequest, world: World): ParsedCall {
  const { bucket, key } = readAddress(request)
  const level = bucket === "" ? "service" : key === "" ? "bucket" : "object"
  const asked = new Set(request.query.map(([name]) => name))
  const operation = operations.find(
    (each) =>
      each.method === request.method &&
      each.level === level &&
      (each.sub === undefined || asked.has(each.sub)) &&
      (each.given === undefined || request.headers[each.given] !== undefined),
  )
  if (operation === undefined)
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405)
  const unknown = unsupported.find((name) => asked.has(name) && operation.sub !== name)
  if (unknown !== undefined)
    throw new AwsError(
      "NotImplemented",
      `A header or query you provided implies functionality that is not implemented: ${unknown}`,
      501,
    )
  return {
    operation: operation.name,
    readOnly: operation.readOnly,
    names: [bucket, key].filter((name) => name !== ""),
    run(context) {
      checkRegion(context, world, bucket, operation)
      bringTrailUpToDate(world, bucket)
      noteS3Call(context, operation, bucket, key)
      const reply = operation.run(s3Call(context, bucket, key))
      reply.headers["x-amz-request-id"] = context.requestId
      reply.headers["x-amz-id-2"] = hostId(context.requestId)
      return reply
    },
  }
}

/** Sub-resources of S3 that the range lacks; without this they would fall through to the plain operation. */
const unsupported =
  "accelerate analytics inventory metrics intelligent-tiering requestPayment select torrent policyStatus session metadataTable metadataConfiguration".split(
    " ",
  )

function checkRegion(context: CallContext, world: World, name: string, operation: S3Operation): void {
  const bucket = world.buckets.get(name)
  if (bucket === undefined || context.caller === undefined || bucket.region === context.region) return
  if (operation.name === "GetBucketLocation" || operation.name === "CreateBucket") return
  throw new AwsError(
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    301,
    {
      Endpoint: `${name}.s3.${bucket.region}.amazonaws.com`,
      Bucket: name,
      "x-amz-bucket-region": bucket.region,
    },
  )
}

/** A reader of a trail's bucket sees every file that is due by now. */
function bringTrailUpToDate(world: World, name: string): void {
  const owner = world.accounts.get(world.buckets.get(name)?.accountId ?? "")
  if (owner?.trails.some((trail) => trail.bucket === name)) deliverTrailFiles(world, owner)
}

const identityCodes = {
  missing: ["AccessDenied", 403, "Access Denied"],
  malformed: ["AuthorizationHeaderMalformed", 400, undefined],
  "unknown-key": [
    "InvalidAccessKeyId",
    403,
    "The AWS Access Key Id you provided does not exist in our records.",
  ],
  "bad-token": ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
  "expired-token": ["ExpiredToken", 400, "The provided token has expired."],
  signature: [
    "SignatureDoesNotMatch",
    403,
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  skewed: ["RequestTimeTooSkewed", 403, undefined],
  "expired-request": ["AccessDenied", 403, "Request has expired"],
  "wrong-region": ["AuthorizationHeaderMalformed", 400, undefined],
  "body-hash": ["XAmzContentSHA256Mismatch", 400, undefined],
} as const

function writeError(error: AwsError | IdentityError, id: string): RangeReply {
  const [code, status, wording] =
    error instanceof AwsError
      ? ([error.code === "InternalFailure" ? "InternalError" : error.code, error.status, undefined] as const)
      : identityCodes[error.problem]
  const headers: Record<string, string> = {
    "content-type": "application/xml",
    "x-amz-request-id": id,
    "x-amz-id-2": hostId(id),
  }
  const elements: Record<string, string> = {}
  for (const [name, value] of Object.entries(error.detail)) {
    if (name === name.toLowerCase()) headers[name] = value
    else elements[name] = value
  }
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${children({ Code: code, Message: wording ?? error.message, ...elements, RequestId: id, HostId: hostId(id) }, "flat")}</Error>`
  return { status, headers, body: status === 304 ? "" : body }
}

function hostId(id: string): string {
  return Buffer.from(`${id}${id}${id}`).toString("base64").slice(0, 76)
}
