const words: Record<string, string> = {
  "AWS::S3::Bucket": "S3 bucket",
  "AWS::IAM::User": "IAM user",
  "AWS::IAM::Role": "IAM role",
  "AWS::IAM::AccessKey": "access key",
  "AWS::CloudTrail::Trail": "trail",
  "AWS::Account": "account",
}

/** "S3 bucket" for "AWS::S3::Bucket"; a type without a word of ours as its platform writes it. */
export function sayType(resourceType: string): string {
  const known = words[resourceType]
  if (known) return known
  const parts = resourceType.split("::")
  return parts[0] === "AWS" && parts.length === 3 ? `${parts[1]} ${parts[2]}` : resourceType || "resource"
}
