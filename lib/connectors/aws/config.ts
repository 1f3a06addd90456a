import { z } from "zod"
import type { JsonObject } from "../contract"

const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
    "Write the role's ARN: arn:aws:iam::123456789012:role/Name",
  )
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "Write a region such as eu-central-1")
const endpoint = z
  .url({ protocol: /^https?$/, error: "Write an address that starts with https:// or http://" })
  .max(500)
const externalId = z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, "2 to 1224 letters, digits and + = , . @ : / -")
const accessKeyId = z
  .string()
  .regex(/^[A-Z0-9]{16,128}$/, "An access key id has 16 or more capitals and digits")

/** Services that may have an address of their own in a connection. */
export const awsServices = [
  "iam",
  "sts",
  "cloudtrail",
  "s3",
  "organizations",
  "sso-admin",
  "identitystore",
  "eks",
  "ec2",
  "ecs",
  "lambda",
  "cloudformation",
  "batch",
  "states",
  "codebuild",
  "ssm",
  "events",
  "scheduler",
] as const
export type AwsService = (typeof awsServices)[number]

// Every service has the same field; fromEntries forgets the names.
const endpointFields = Object.fromEntries(
  awsServices.map((service) => [service, endpoint.optional()]),
) as Record<AwsService, z.ZodOptional<typeof endpoint>>

/** Fields that every mode has. */
const shared = {
  /** Where audit events are looked up; us-east-1 is read as well, because global services log there. */
  regions: z.array(region).min(1, "Name at least one region").max(40),
  /** One address per service instead of AWS's own, for private endpoints and compatible platforms. */
  endpoints: z.strictObject(endpointFields).default({}),
  /** PEM of a certificate authority to trust beside the system's, for endpoints with a private certificate. */
  caCertificate: z.string().max(20_000).includes("-----BEGIN CERTIFICATE-----").optional(),
  /** Longest time from IAM's yes to its effect everywhere, seconds: nothing counts as proven before. */
  propagationSeconds: z.number().int().min(0).max(300).default(5),
  /** How long an EKS cluster goes on taking a token it knows, seconds: nothing about a cluster is proven before. */
  clusterCacheSeconds: z.number().int().min(0).max(600).default(120),
  /** Trail buckets to read; empty means: those that the trails name. */
  trailBuckets: z
    .array(z.strictObject({ bucket: z.string().min(3).max(63), prefix: z.string().max(200).default("") }))
    .max(10)
    .default([]),
  /** Firebreak's role in the management account or a delegated administrator: Identity Center, control policies, root. */
  organization: z
    .strictObject({
      roleArn,
      externalId: externalId.optional(),
      /** Identity Center's region, where it is not the connection's first. */
      region: region.optional(),
      /** Further users and roles that no quarantine or guard may stop. */
      exceptArns: z
        .array(
          z
            .string()
            .regex(
              /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/[\w+=,.@/-]{1,576}$/,
              "Write the ARN of a user or role, without wildcards",
            ),
        )
        .max(10)
        .default([]),
    })
    .optional(),
}

/** What a person may see and edit of an AWS connection. */
export const awsConfig = z.discriminatedUnion("mode", [
  z
    .strictObject({
      mode: z.literal("assume-role"),
      roleArn,
      externalId: externalId.optional(),
      /** Who asks for the role: the server's own profile or environment, or stored keys. */
      base: z.enum(["server", "keys"]),
      profile: z.string().max(100).optional(),
      accessKeyId: accessKeyId.optional(),
      ...shared,
    })
    .refine((given) => given.base !== "keys" || given.accessKeyId !== undefined, {
      path: ["accessKeyId"],
      error: "Write the access key id that takes the role",
    }),
  z.strictObject({ mode: z.literal("server"), profile: z.string().max(100).optional(), ...shared }),
  z.strictObject({ mode: z.literal("keys"), accessKeyId, ...shared }),
])
export type AwsConfig = z.infer<typeof awsConfig>

/** The write-only part; null when the server's own credentials are used. */
export const awsSecret = z.union([
  z.null(),
  z.strictObject({
    secretAccessKey: z.string().min(16).max(200),
    sessionToken: z.string().min(1).max(5000).optional(),
  }),
])
export type AwsSecret = z.infer<typeof awsSecret>

/** Whether this way of access needs a stored secret. */
export function needsSecret(config: AwsConfig): boolean {
  return config.mode === "keys" || (config.mode === "assume-role" && config.base === "keys")
}

/** Regions to ask, us-east-1 always among them. */
export function auditRegions(config: AwsConfig): string[] {
  return [...new Set([...config.regions, "us-east-1"])]
}

/** Where the partition's global services sign. */
export function globalRegion(config: AwsConfig): string {
  const region = { aws: "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1" }
  return region[awsPartition(config)]
}

/** "arn:aws", "arn:aws-cn" or "arn:aws-us-gov", by the connection's first region. */
export function awsPartition(config: AwsConfig): "aws" | "aws-cn" | "aws-us-gov" {
  return partitionOf(config.regions[0] ?? "")
}

export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn"
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws"
}

export function parseAwsConfig(config: JsonObject): AwsConfig {
  return awsConfig.parse(config)
}
