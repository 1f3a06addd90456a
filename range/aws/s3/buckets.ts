import type { RangeReply } from "../../http/messages.ts"
import { authorize } from "../authorize.ts"
import { AwsError, IdentityError } from "../aws-error.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import { Bucket } from "./bucket.ts"
import { decodeBody } from "./decode-body.ts"
import {
  emptyReply,
  findBucket,
  malformedXml,
  permit,
  readXml,
  type S3Call,
  type S3Operation,
  textIn,
  xmlReply,
} from "./s3-call.ts"

export const bucketOperations: readonly S3Operation[] = [
  { name: "ListBuckets", method: "GET", level: "service", readOnly: true, run: listBuckets },
  {
    name: "GetBucketLocation",
    method: "GET",
    level: "bucket",
    sub: "location",
    readOnly: true,
    run: getLocation,
  },
  {
    name: "GetBucketVersioning",
    method: "GET",
    level: "bucket",
    sub: "versioning",
    readOnly: true,
    run: getVersioning,
  },
  {
    name: "PutBucketVersioning",
    method: "PUT",
    level: "bucket",
    sub: "versioning",
    readOnly: false,
    run: putVersioning,
  },
  { name: "GetBucketPolicy", method: "GET", level: "bucket", sub: "policy", readOnly: true, run: getPolicy },
  { name: "PutBucketPolicy", method: "PUT", level: "bucket", sub: "policy", readOnly: false, run: putPolicy },
  {
    name: "DeleteBucketPolicy",
    method: "DELETE",
    level: "bucket",
    sub: "policy",
    readOnly: false,
    run: deletePolicy,
  },
  { name: "HeadBucket", method: "HEAD", level: "bucket", readOnly: true, data: true, run: headBucket },
  { name: "CreateBucket", method: "PUT", level: "bucket", readOnly: false, run: createBucket },
  { name: "DeleteBucket", method: "DELETE", level: "bucket", readOnly: false, run: deleteBucket },
]

function listBuckets(call: S3Call): RangeReply {
  const { caller } = call.context
  if (caller === undefined) throw new AwsError("AccessDenied", "Access Denied", 403)
  authorize(call.context, caller, "s3:ListAllMyBuckets", "arn:aws:s3:::*")
  const prefix = call.query("prefix") ?? ""
  const region = call.query("bucket-region")
  const own = [...call.world.buckets.values()]
    .filter((bucket) => bucket.accountId === caller.account.id && bucket.name.startsWith(prefix))
    .filter((bucket) => region === undefined || bucket.region === region)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const after = call.query("continuation-token")
  const size = Number(call.query("max-buckets") ?? 10_000)
  const rest = after === undefined ? own : own.filter((bucket) => bucket.name > after)
  const page = rest.slice(0, size)
  return xmlReply("ListAllMyBucketsResult", {
    Owner: { ID: caller.account.id.padStart(64, "0") },
    Buckets: {
      Bucket: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
        BucketArn: bucket.arn,
      })),
    },
    ContinuationToken: rest.length > size ? page.at(-1)?.name : undefined,
  })
}

function createBucket(call: S3Call): RangeReply {
  const { caller, request, world } = call.context
  const name = call.bucketName
  if (caller === undefined) throw new IdentityError("missing", "Request is missing Authentication Token")
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name))
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name })
  authorize(call.context, caller, "s3:CreateBucket", `arn:aws:s3:::${name}`)
  const { body } = decodeBody(call.context)
  const asked =
    body.length > 0 ? textIn(readXml(body, "CreateBucketConfiguration").LocationConstraint) : undefined
  const region = asked === undefined ? "us-east-1" : asked === "EU" ? "eu-west-1" : asked
  if (asked === undefined && call.context.region !== "us-east-1")
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.`,
      400,
    )
  if (asked !== undefined && asked !== call.context.region && call.context.region !== "us-east-1")
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      400,
    )
  const present = world.buckets.get(name)
  if (present?.accountId === caller.account.id)
    throw new AwsError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
      { BucketName: name },
    )
  if (present !== undefined)
    throw new AwsError(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      409,
      { BucketName: name },
    )
  const bucket = new Bucket(name, caller.account.id, region, call.context.now)
  if (request.headers["x-amz-bucket-object-lock-enabled"] === "true") {
    bucket.objectLock = true
    bucket.versioning = "Enabled"
  }
  world.buckets.set(name, bucket)
  call.context.changed = true
  return emptyReply(200, { location: `/${name}` })
}

function deleteBucket(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:DeleteBucket")
  if (!bucket.empty)
    throw new AwsError(
      "BucketNotEmpty",
      bucket.versioning === undefined
        ? "The bucket you tried to delete is not empty"
        : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
      409,
      { BucketName: bucket.name },
    )
  call.world.buckets.delete(bucket.name)
  call.context.changed = true
  return emptyReply(204)
}

function headBucket(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:ListBucket")
  return emptyReply(200, { "x-amz-bucket-region": bucket.region, "x-amz-access-point-alias": "false" })
}

function getLocation(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:GetBucketLocation")
  const text = bucket.region === "us-east-1" ? "" : bucket.region
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${text}</LocationConstraint>`
  return { status: 200, headers: { "content-type": "application/xml" }, body }
}

function getVersioning(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:GetBucketVersioning")
  return xmlReply("VersioningConfiguration", { Status: bucket.versioning })
}

function putVersioning(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutBucketVersioning")
  const status = textIn(readXml(decodeBody(call.context).body, "VersioningConfiguration").Status)
  if (status !== "Enabled" && status !== "Suspended") throw malformedXml()
  if (bucket.objectLock && status === "Suspended")
    throw new AwsError(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
      409,
    )
  call.context.changed = bucket.versioning !== status
  bucket.versioning = status
  return emptyReply(200)
}

function getPolicy(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:GetBucketPolicy")
  if (bucket.policy === undefined)
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, {
      BucketName: bucket.name,
    })
  return { status: 200, headers: { "content-type": "application/json" }, body: bucket.policy }
}

function putPolicy(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:PutBucketPolicy")
  const text = decodeBody(call.context).body.toString("utf8")
  try {
    parsePolicy(text, "resource")
  } catch (error) {
    throw new AwsError("MalformedPolicy", error instanceof Error ? error.message : "Invalid policy", 400)
  }
  call.context.changed = bucket.policy !== text
  bucket.policy = text
  return emptyReply(204)
}

function deletePolicy(call: S3Call): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, "s3:DeleteBucketPolicy")
  call.context.changed = bucket.policy !== undefined
  bucket.policy = undefined
  return emptyReply(204)
}
