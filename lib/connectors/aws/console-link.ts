import { type AwsConfig, awsPartition } from "./config"

const consoles = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
}

/** A page of the console of the connection's own partition. `path` starts with "/"; "REGION" in it becomes the first region. */
export function consoleLink(config: AwsConfig, path: string): string {
  return `https://${consoles[awsPartition(config)]}${path.replaceAll("REGION", config.regions[0] ?? "us-east-1")}`
}

export function userLink(config: AwsConfig, userName: string): string {
  return consoleLink(
    config,
    `/iam/home#/users/details/${encodeURIComponent(userName)}?section=security_credentials`,
  )
}

export function roleLink(config: AwsConfig, roleName: string): string {
  return consoleLink(
    config,
    `/iam/home#/roles/details/${encodeURIComponent(roleName)}?section=trust_relationships`,
  )
}
