import type { RangeReply } from "../../http/messages.ts"
import { AwsError } from "../aws-error.ts"
import { decodeBody } from "./decode-body.ts"
import { aclReply } from "./object-extras.ts"
import { emptyReply, findBucket, permit, readXml, type S3Call, type S3Operation } from "./s3-call.ts"

interface Configuration {
  /** Query parameter, for example "lifecycle". */
  sub: string
  /** Operation names' middle, for example BucketLifecycleConfiguration. */
  noun: string
  root: string
  /** Permission words after s3:Get and s3:Put. */
  right: string
  /** Refusal when nothing is stored, or the document that stands for it. */
  absent: { code: string; message: string } | { document: string }
  eventNoun?: string
  removable?: boolean
}

const configurations: readonly Configuration[] = [
  {
    sub: "lifecycle",
    noun: "BucketLifecycleConfiguration",
    eventNoun: "BucketLifecycle",
    root: "LifecycleConfiguration",
    right: "LifecycleConfiguration",
    absent: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
    removable: true,
  },
  {
    sub: "tagging",
    noun: "BucketTagging",
    root: "Tagging",
    right: "BucketTagging",
    absent: { code: "NoSuchTagSet", message: "The TagSet does not exist" },
    removable: true,
  },
  {
    sub: "encryption",
    noun: "BucketEncryption",
    root: "ServerSideEncryptionConfiguration",
    right: "EncryptionConfiguration",
    absent: {
      document:
        "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>",
    },
    removable: true,
  },
  {
    sub: "object-lock",
    noun: "ObjectLockConfiguration",
    root: "ObjectLockConfiguration",
    right: "BucketObjectLockConfiguration",
    absent: {
      code: "ObjectLockConfigurationNotFoundError",
      message: "Object Lock configuration does not exist for this bucket",
    },
  },
  {
    sub: "replication",
    noun: "BucketReplication",
    root: "ReplicationConfiguration",
    right: "ReplicationConfiguration",
    absent: {
      code: "ReplicationConfigurationNotFoundError",
      message: "The replication configuration was not found",
    },
    removable: true,
  },
  {
    sub: "publicAccessBlock",
    noun: "PublicAccessBlock",
    root: "PublicAccessBlockConfiguration",
    right: "BucketPublicAccessBlock",
    absent: {
      code: "NoSuchPublicAccessBlockConfiguration",
      message: "The public access block configuration was not found",
    },
    removable: true,
  },
  {
    sub: "ownershipControls",
    noun: "BucketOwnershipControls",
    root: "OwnershipControls",
    right: "BucketOwnershipControls",
    absent: { document: "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>" },
    removable: true,
  },
  {
    sub: "cors",
    noun: "BucketCors",
    root: "CORSConfiguration",
    right: "BucketCORS",
    absent: { code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist" },
    removable: true,
  },
  {
    sub: "website",
    noun: "BucketWebsite",
    root: "WebsiteConfiguration",
    right: "BucketWebsite",
    absent: {
      code: "NoSuchWebsiteConfiguration",
      message: "The specified bucket does not have a website configuration",
    },
    removable: true,
  },
  {
    sub: "notification",
    noun: "BucketNotificationConfiguration",
    root: "NotificationConfiguration",
    right: "BucketNotification",
    absent: { document: "" },
  },
  {
    sub: "logging",
    noun: "BucketLogging",
    root: "BucketLoggingStatus",
    right: "BucketLogging",
    absent: { document: "" },
  },
]

/** Settings that the range stores and gives back without acting on them. */
export const bucketConfigurationOperations: readonly S3Operation[] = [
  ...configurations.flatMap((each) => operationsOf(each)),
  {
    name: "GetBucketAcl",
    method: "GET",
    level: "bucket",
    sub: "acl",
    readOnly: true,
    run(call) {
      const bucket = findBucket(call)
      permit(call, bucket, "s3:GetBucketAcl")
      return aclReply(bucket)
    },
  },
]

function operationsOf(each: Configuration): S3Operation[] {
  const base = { level: "bucket" as const, sub: each.sub }
  const event = (verb: string) => (each.eventNoun === undefined ? undefined : `${verb}${each.eventNoun}`)
  const operations: S3Operation[] = [
    {
      ...base,
      name: `Get${each.noun}`,
      eventName: event("Get"),
      method: "GET",
      readOnly: true,
      run: (call) => get(call, each),
    },
    {
      ...base,
      name: `Put${each.noun}`,
      eventName: event("Put"),
      method: "PUT",
      readOnly: false,
      run: (call) => put(call, each),
    },
  ]
  const removal = each.noun.replace("LifecycleConfiguration", "Lifecycle")
  if (each.removable)
    operations.push({
      ...base,
      name: `Delete${removal}`,
      method: "DELETE",
      readOnly: false,
      run: (call) => remove(call, each),
    })
  return operations
}

function get(call: S3Call, configuration: Configuration): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, `s3:Get${configuration.right}`)
  const { root, absent } = configuration
  let document = bucket.configurations.get(configuration.sub)
  if (document === undefined && configuration.sub === "object-lock" && bucket.objectLock)
    document = wrapped(root, "<ObjectLockEnabled>Enabled</ObjectLockEnabled>")
  if (document === undefined) {
    if ("code" in absent) throw new AwsError(absent.code, absent.message, 404, { BucketName: bucket.name })
    document = wrapped(root, absent.document)
  }
  return { status: 200, headers: { "content-type": "application/xml" }, body: document }
}

function put(call: S3Call, configuration: Configuration): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, `s3:Put${configuration.right}`)
  const { body } = decodeBody(call.context)
  readXml(body, configuration.root)
  const text = body.toString("utf8")
  call.context.changed = bucket.configurations.get(configuration.sub) !== text
  bucket.configurations.set(configuration.sub, text)
  if (configuration.sub === "object-lock") bucket.objectLock = true
  return emptyReply(configuration.sub === "tagging" ? 204 : 200)
}

function remove(call: S3Call, configuration: Configuration): RangeReply {
  const bucket = findBucket(call)
  permit(call, bucket, `s3:Put${configuration.right}`)
  call.context.changed = bucket.configurations.delete(configuration.sub)
  return emptyReply(204)
}

function wrapped(root: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`
}
