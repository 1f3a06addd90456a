import type { CallContext, Json } from "../wire-service.ts"
import type { S3Operation } from "./s3-call.ts"

/** Fills in what CloudTrail will say of an S3 call. The bucket's owner and region get the record. */
export function noteS3Call(
  context: CallContext,
  operation: S3Operation,
  bucketName: string,
  key: string,
): void {
  const { trail, request, world } = context
  const bucket = world.buckets.get(bucketName)
  const parameters: { [name: string]: Json } = {}
  for (const [name, value] of request.query)
    if (!/^X-Amz-/i.test(name) && name !== "x-id") parameters[name] = value
  for (const name of notedHeaders) {
    const value = request.headers[name]
    if (value !== undefined) parameters[name] = value
  }
  if (bucketName !== "") parameters.bucketName = bucketName
  parameters.Host = request.headers.host ?? ""
  if (key !== "") parameters.key = key
  trail.requestParameters = parameters
  trail.eventName = operation.eventName
  trail.additionalEventData = {
    SignatureVersion: "SigV4",
    AuthenticationMethod: context.request.headers.authorization ? "AuthHeader" : "QueryString",
    bytesTransferredIn: request.body.length,
    bytesTransferredOut: 0,
    "x-amz-id-2": context.requestId,
  }
  if (bucket === undefined) return
  trail.region = bucket.region
  trail.accountId = bucket.accountId
  const itself = { accountId: bucket.accountId, type: "AWS::S3::Bucket", ARN: bucket.arn }
  if (operation.data !== true) {
    trail.resources = [itself]
    return
  }
  // Calls on the bucket as a whole, a batch delete among them, name no keys and no count.
  trail.dataResource = `${bucket.arn}/${key}`
  const object =
    key === ""
      ? { type: "AWS::S3::Object", ARNPrefix: `${bucket.arn}/` }
      : { type: "AWS::S3::Object", ARN: `${bucket.arn}/${key}` }
  trail.resources = [object, itself]
}

const notedHeaders = ["x-amz-copy-source", "x-amz-storage-class", "x-amz-metadata-directive", "x-amz-acl"]
