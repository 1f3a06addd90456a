import type { ManagedPolicy } from "../iam-state.ts"

type Statement = { Sid?: string; Effect: "Allow" | "Deny"; Action: string[]; Resource: string[] }

const readVerbs = ["Get*", "List*", "Describe*", "Lookup*", "BatchGet*", "Head*", "Simulate*"]
const readServices = ["iam", "sts", "s3", "cloudtrail", "ec2", "rds", "dynamodb", "logs", "cloudwatch", "tag"]

/** What AWS's quarantine policies deny, as far as the practice cloud has it. */
const quarantined = [
  "cloudtrail:LookupEvents",
  "ec2:RunInstances",
  "ec2:StartInstances",
  "ec2:RequestSpotInstances",
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:ChangePassword",
  "iam:CreateAccessKey",
  "iam:CreateInstanceProfile",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:CreateRole",
  "iam:CreateUser",
  "iam:DeleteRole",
  "iam:DetachUserPolicy",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAccessKey",
  "iam:UpdateAccountPasswordPolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "iam:UpdateUser",
  "kms:ScheduleKeyDeletion",
  "lambda:CreateFunction",
  "organizations:CreateAccount",
  "organizations:InviteAccountToOrganization",
  "s3:DeleteBucket",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutLifecycleConfiguration",
  "s3:PutBucketAcl",
  "s3:PutBucketOwnershipControls",
  "s3:DeleteBucketPolicy",
  "s3:ObjectOwnerOverrideToBucketOwner",
  "s3:PutBucketPolicy",
  "sts:GetFederationToken",
  "sts:GetSessionToken",
]

/** AWS's own policies that the range knows, in our words and with the statements that matter here. */
const documents: Record<string, { description: string; statements: Statement[] }> = {
  AdministratorAccess: {
    description: "Full access to AWS services and resources.",
    statements: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }],
  },
  AWSDenyAll: {
    description: "Denies every action on every resource.",
    statements: [{ Sid: "DenyAll", Effect: "Deny", Action: ["*"], Resource: ["*"] }],
  },
  ReadOnlyAccess: {
    description: "Read access to the services of the practice cloud.",
    statements: [
      {
        Effect: "Allow",
        Action: readServices.flatMap((service) => readVerbs.map((verb) => `${service}:${verb}`)),
        Resource: ["*"],
      },
    ],
  },
  AmazonS3FullAccess: {
    description: "Full access to every bucket.",
    statements: [{ Effect: "Allow", Action: ["s3:*", "s3-object-lambda:*"], Resource: ["*"] }],
  },
  AmazonS3ReadOnlyAccess: {
    description: "Read access to every bucket.",
    statements: [{ Effect: "Allow", Action: ["s3:Get*", "s3:List*", "s3:Describe*"], Resource: ["*"] }],
  },
  IAMReadOnlyAccess: {
    description: "Read access to IAM.",
    statements: [
      {
        Effect: "Allow",
        Action: ["iam:Get*", "iam:List*", "iam:Generate*", "iam:Simulate*"],
        Resource: ["*"],
      },
    ],
  },
  SecurityAudit: {
    description: "Read access to security metadata.",
    statements: [
      {
        Effect: "Allow",
        Action: ["iam:Get*", "iam:List*", "iam:Simulate*", "cloudtrail:Describe*", "cloudtrail:Get*"].concat([
          "cloudtrail:List*",
          "cloudtrail:LookupEvents",
          "s3:GetBucket*",
          "s3:ListAllMyBuckets",
          "s3:GetLifecycleConfiguration",
        ]),
        Resource: ["*"],
      },
    ],
  },
  // Attached by AWS to leaked keys. Fixed lists, not a containment: assuming roles stays possible.
  ...Object.fromEntries(
    ["AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV2", "AWSCompromisedKeyQuarantineV3"]
      .concat("AWSCompromisedKeyQuarantineV4")
      .map((name) => [
        name,
        {
          description: "Denies certain actions to an identity whose key was exposed.",
          statements: [{ Effect: "Deny" as const, Action: quarantined, Resource: ["*"] }],
        },
      ]),
  ),
}

const created = Date.parse("2015-02-06T18:39:46Z")

export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  Object.entries(documents).map(([name, { description, statements }], i) => {
    const arn = `arn:aws:iam::aws:policy/${name}`
    const document = JSON.stringify({ Version: "2012-10-17", Statement: statements })
    const policy: ManagedPolicy = {
      arn,
      name,
      path: "/",
      id: `ANPAIWMBCKSKIEE64Z${String(i).padStart(3, "A")}`,
      description,
      createdAt: created,
      updatedAt: created,
      defaultVersion: "v1",
      versions: [{ id: "v1", document, createdAt: created }],
      tags: {},
    }
    return [arn, policy]
  }),
)
