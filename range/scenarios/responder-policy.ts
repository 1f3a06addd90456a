import { policyText, type Statement } from "./scenario.ts"

const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll"
const containable = { StringEquals: { "aws:ResourceTag/firebreak": "containable" } }

/** What our connection may do in a practice account: read, cut access reversibly, restore; never itself or break-glass. */
export function responderPolicies(accountId: string, trailBucket: string): Record<string, string> {
  const users = `arn:aws:iam::${accountId}:user/*`
  const roles = `arn:aws:iam::${accountId}:role/*`
  const read: Statement = {
    Sid: "Read",
    Effect: "Allow",
    Action: [
      "iam:Get*",
      "iam:List*",
      "iam:SimulatePrincipalPolicy",
      "iam:SimulateCustomPolicy",
      "sts:GetAccessKeyInfo",
      "cloudtrail:LookupEvents",
      "cloudtrail:DescribeTrails",
      "cloudtrail:ListTrails",
      "cloudtrail:GetTrail",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:GetEventSelectors",
      "s3:ListAllMyBuckets",
      "s3:GetBucketLocation",
      "s3:GetBucketVersioning",
      "s3:GetLifecycleConfiguration",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:GetBucketTagging",
      "s3:GetEncryptionConfiguration",
      "s3:GetBucketPolicy",
      "s3:ListBucket",
      "s3:ListBucketVersions",
    ],
    Resource: "*",
  }
  const trail: Statement = {
    Sid: "ReadTrailFiles",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: [`arn:aws:s3:::${trailBucket}`, `arn:aws:s3:::${trailBucket}/*`],
  }
  const contain: Statement[] = [
    {
      Sid: "StopRunningWork",
      Effect: "Allow",
      Action: [
        "batch:DescribeJobs",
        "batch:TerminateJob",
        "cloudformation:CancelUpdateStack",
        "cloudformation:DescribeStacks",
        "codebuild:BatchGetBuilds",
        "codebuild:StopBuild",
        "ec2:DescribeInstances",
        "ec2:StartInstances",
        "ec2:StopInstances",
        "ecs:DescribeTasks",
        "ecs:StopTask",
        "events:DescribeRule",
        "events:DisableRule",
        "events:EnableRule",
        "lambda:DeleteFunctionConcurrency",
        "lambda:GetFunctionConcurrency",
        "lambda:GetFunctionConfiguration",
        "lambda:PutFunctionConcurrency",
        "scheduler:GetSchedule",
        "scheduler:UpdateSchedule",
        "ssm:CancelCommand",
        "ssm:DescribeSessions",
        "ssm:GetAutomationExecution",
        "ssm:ListCommands",
        "ssm:StopAutomationExecution",
        "ssm:TerminateSession",
        "states:DescribeExecution",
        "states:StopExecution",
      ],
      Resource: "*",
    },
    {
      Sid: "PassToScheduler",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
    },
    {
      Sid: "ClusterAccess",
      Effect: "Allow",
      Action: [
        "eks:ListClusters",
        "eks:DescribeCluster",
        "eks:ListAccessEntries",
        "eks:DescribeAccessEntry",
        "eks:ListAssociatedAccessPolicies",
        "eks:DeleteAccessEntry",
        "eks:CreateAccessEntry",
        "eks:AssociateAccessPolicy",
      ],
      Resource: "*",
    },
    {
      Sid: "Deactivate",
      Effect: "Allow",
      Action: [
        "iam:UpdateAccessKey",
        "iam:UpdateServiceSpecificCredential",
        "iam:UpdateSSHPublicKey",
        "iam:UpdateSigningCertificate",
      ],
      Resource: users,
    },
    {
      Sid: "AttachOnlyTheDeny",
      Effect: "Allow",
      Action: [
        "iam:AttachUserPolicy",
        "iam:DetachUserPolicy",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
      ],
      Resource: [users, roles],
      Condition: { ArnEquals: { "iam:PolicyARN": denyAll } },
    },
    {
      Sid: "BoundaryOnlyTheDeny",
      Effect: "Allow",
      Action: ["iam:PutUserPermissionsBoundary", "iam:PutRolePermissionsBoundary"],
      Resource: [users, roles],
      Condition: { StringEquals: { "iam:PermissionsBoundary": denyAll } },
    },
    {
      Sid: "InlineWhereTagged",
      Effect: "Allow",
      Action: [
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:PutUserPolicy",
        "iam:DeleteUserPolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteRolePermissionsBoundary",
        // Without the condition above: an undo puts the boundary back that was there before.
        "iam:PutUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:DeleteLoginProfile",
      ],
      Resource: [users, roles],
      Condition: containable,
    },
    {
      Sid: "NeverSelf",
      Effect: "Deny",
      Action: [
        "iam:Attach*",
        "iam:Detach*",
        "iam:Put*",
        "iam:Delete*",
        "iam:Update*",
        "iam:Create*",
        "iam:Add*",
        "iam:Remove*",
      ],
      Resource: [
        `arn:aws:iam::${accountId}:role/Firebreak*`,
        `arn:aws:iam::${accountId}:user/firebreak-*`,
        `arn:aws:iam::${accountId}:user/BreakGlass*`,
        `arn:aws:iam::${accountId}:role/BreakGlass*`,
      ],
    },
  ]
  const restore: Statement = {
    Sid: "Restore",
    Effect: "Allow",
    Action: [
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectAttributes",
      "s3:GetObjectVersionAttributes",
      "s3:GetObjectTagging",
      "s3:GetObjectVersionTagging",
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:DeleteObject",
      "s3:AbortMultipartUpload",
      "s3:ListMultipartUploadParts",
      "s3:PutLifecycleConfiguration",
    ],
    Resource: "*",
  }
  const protectTrail: Statement = {
    Sid: "NeverWriteTheTrail",
    Effect: "Deny",
    Action: ["s3:PutObject", "s3:Delete*", "s3:PutLifecycleConfiguration"],
    Resource: [`arn:aws:s3:::${trailBucket}`, `arn:aws:s3:::${trailBucket}/*`],
  }
  return {
    "firebreak-read": policyText(read, trail),
    "firebreak-contain": policyText(...contain),
    "firebreak-restore": policyText(restore, protectTrail),
  }
}
