/** Event sources whose IAM prefix is another word. The rest share it: "rds.amazonaws.com" is "rds". */
const prefixes: Record<string, string> = {
  monitoring: "cloudwatch",
  email: "ses",
  "api.ecr": "ecr",
  "api.sagemaker": "sagemaker",
  "runtime.sagemaker": "sagemaker",
  tagging: "tag",
  "entitlement.marketplace": "aws-marketplace",
  "metering.marketplace": "aws-marketplace",
  "application-insights": "applicationinsights",
  "data.iot": "iot",
  "streams.dynamodb": "dynamodb",
  "models.lex": "lex",
  "runtime.lex": "lex",
  "bedrock-runtime": "bedrock",
}

/** Events that the authorization reference knows by another name. */
const aliases: Record<string, string> = {
  "s3:DeleteObjects": "s3:DeleteObject",
  "s3:DeleteMultipleObjects": "s3:DeleteObject",
  "s3:HeadObject": "s3:GetObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:ListObjects": "s3:ListBucket",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:CopyObject": "s3:PutObject",
  "s3:UploadPart": "s3:PutObject",
  "s3:UploadPartCopy": "s3:PutObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:CompleteMultipartUpload": "s3:PutObject",
  "s3:PutBucketLifecycle": "s3:PutLifecycleConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
  "s3:GetBucketLifecycle": "s3:GetLifecycleConfiguration",
  "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
  "s3:PutBucketReplication": "s3:PutReplicationConfiguration",
  "s3:DeleteBucketReplication": "s3:PutReplicationConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "s3:DeleteBucketCors": "s3:PutBucketCORS",
  "s3:DeleteBucketTagging": "s3:PutBucketTagging",
  "s3:PutBucketCors": "s3:PutBucketCORS",
  "s3:PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
  "lambda:Invoke": "lambda:InvokeFunction",
  "dynamodb:TransactWriteItems": "dynamodb:PutItem",
}

/**
 * The names of a CloudTrail event. `action` is how we show it ("s3:DeleteObjects", date suffix taken off);
 * `iamAction` is what the authorization reference calls it ("s3:DeleteObject").
 */
export function readActionName(
  eventSource: string,
  eventName: string,
): { action: string; iamAction: string } {
  const source = eventSource.replace(/\.(amazonaws|amazon|aws)(\.com)?(\.cn)?$/, "") || "unknown"
  const prefix = prefixes[source] ?? source
  // Lambda, CloudFront and others append the API's date, sometimes with a version: DeleteFunction20150331v2.
  const name = eventName.replace(/_?20\d\d_?[01]\d_?[0-3]\d(v\d+)?$/, "")
  const action = `${prefix}:${name}`
  return { action, iamAction: aliases[action] ?? action }
}
