import type { Json, JsonObject } from "../contract"
import { sameDocument, shortHash } from "./deny-documents"

/** Longest service control policy that AWS takes, characters. */
export const controlPolicyLimit = 5120

/** A policy's statements; AWS takes a single one without a list as well. */
export function statementsOf(document: JsonObject | null): JsonObject[] {
  const given = document?.Statement
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given]
  return list.filter(
    (each): each is JsonObject => typeof each === "object" && each !== null && !Array.isArray(each),
  )
}

/** Sids take letters and digits only. */
function sidPart(reference: string): string {
  return reference.replaceAll(/[^A-Za-z0-9]/g, "")
}

// ---------------------------------------------------------------- quarantine

export const quarantineName = (accountId: string) => `Firebreak-Quarantine-${accountId}`
/** A policy that was made beforehand, for every account of the organisation. */
export const sharedQuarantineName = "Firebreak-Quarantine"

/** One statement per incident: taking one incident's back leaves those of others. */
export function quarantineSid(reference: string, principalArn: string): string {
  return `FirebreakQuarantine${isRoot(principalArn) ? "Root" : ""}${sidPart(reference)}`
}

const isRoot = (arn: string) => arn.endsWith(":root")

/** Denies these principals everything. Our own access is excepted, whatever is listed. */
function quarantineStatement(sid: string, principals: string[], except: readonly string[]): JsonObject {
  const root = principals.some(isRoot)
  return {
    Sid: sid,
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: {
      ArnLike: { "aws:PrincipalArn": principals },
      ...(except.length > 0 ? { ArnNotLike: { "aws:PrincipalArn": [...except] } } : {}),
      // A privileged session of AssumeRoot is how root's keys are deleted: it must stay possible.
      ...(root ? { Null: { "aws:AssumedRoot": "true" } } : {}),
    },
  }
}

/** Whom the statement of this name denies. */
export function quarantinedIn(document: JsonObject | null, sid: string): string[] {
  const statement = statementsOf(document).find((each) => each.Sid === sid)
  if (statement?.Effect !== "Deny" || statement.Action !== "*" || statement.Resource !== "*") return []
  const condition = objectOf(statement.Condition)
  if (Object.keys(condition).some((name) => !["ArnLike", "ArnNotLike", "Null"].includes(name))) return []
  return textsOf(objectOf(condition.ArnLike)["aws:PrincipalArn"])
}

export function isQuarantined(document: JsonObject | null, sid: string, principalArn: string): boolean {
  return quarantinedIn(document, sid).includes(principalArn)
}

/** The policy with one principal more. */
export function withPrincipal(
  document: JsonObject | null,
  { sid, principalArn, except }: { sid: string; principalArn: string; except: readonly string[] },
): JsonObject {
  const others = statementsOf(document).filter((each) => each.Sid !== sid)
  const principals = [...new Set([...quarantinedIn(document, sid), principalArn])].sort()
  return versioned(document, [...others, quarantineStatement(sid, principals, except)])
}

/** The policy without this principal; its statement goes with its last one. */
export function withoutPrincipal(
  document: JsonObject | null,
  { sid, principalArn }: { sid: string; principalArn: string },
): JsonObject {
  return versioned(
    document,
    statementsOf(document).flatMap((each) => {
      if (each.Sid !== sid) return [each]
      const rest = quarantinedIn(document, sid).filter((arn) => arn !== principalArn)
      if (rest.length === 0) return []
      const condition = objectOf(each.Condition)
      return [{ ...each, Condition: { ...condition, ArnLike: { "aws:PrincipalArn": rest } } }]
    }),
  )
}

/** Whether any statement of ours is left. */
export function quarantinesAnybody(document: JsonObject | null): boolean {
  return statementsOf(document).some((each) => `${each.Sid ?? ""}`.startsWith("FirebreakQuarantine"))
}

// ---------------------------------------------------------------- guard

export const guardName = (target: string) => `Firebreak-Guard-${target}`

/** What destroys data or the way back to it. Reads, writes and deployments that only add go on. */
export const guardedActions: readonly string[] = [
  "rds:Delete*",
  "dynamodb:DeleteTable",
  "dynamodb:DeleteBackup",
  "ec2:TerminateInstances",
  "ec2:DeleteVolume",
  "ec2:DeleteSnapshot",
  "ec2:DeregisterImage",
  "s3:DeleteBucket",
  "s3:DeleteObjectVersion",
  "s3:PutBucketVersioning",
  "s3:PutLifecycleConfiguration",
  "backup:Delete*",
  "backup:UpdateRecoveryPointLifecycle",
  "kms:ScheduleKeyDeletion",
  "kms:DisableKey",
  "kms:DeleteImportedKeyMaterial",
  "secretsmanager:DeleteSecret",
  "lambda:DeleteFunction",
  "cloudformation:DeleteStack",
  "eks:DeleteCluster",
  "ecs:DeleteService",
  "elasticfilesystem:DeleteFileSystem",
  "route53:DeleteHostedZone",
  "cloudtrail:StopLogging",
  "cloudtrail:DeleteTrail",
  "rbin:DeleteRule",
  "organizations:LeaveOrganization",
]

export function guardDocument(except: readonly string[]): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "FirebreakGuard",
        Effect: "Deny",
        Action: [...guardedActions],
        Resource: "*",
        ...(except.length > 0
          ? { Condition: { ArnNotLike: { "aws:PrincipalArn": [...except].sort() } } }
          : {}),
      },
    ],
  }
}

/** Whether a policy is a guard of ours, whoever is excepted. */
export function isGuard(document: JsonObject | null): boolean {
  const [statement, ...more] = statementsOf(document)
  if (!statement || more.length > 0) return false
  const except = textsOf(objectOf(objectOf(statement.Condition).ArnNotLike)["aws:PrincipalArn"])
  return sameDocument(document, guardDocument(except))
}

// ---------------------------------------------------------------- permission sets

export function ssoSid(reference: string, userId: string): string {
  return `FirebreakDeny${sidPart(reference)}${shortHash(userId)}`
}

export function ssoStatement(sid: string, userId: string): JsonObject {
  return {
    Sid: sid,
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "identitystore:UserId": userId } },
  }
}

/** Whether the policy denies this user as we write it. */
export function deniesUser(document: unknown, sid: string, userId: string): boolean {
  return statementsOf(objectOf(document)).some((each) => sameDocument(each, ssoStatement(sid, userId)))
}

export function withUserDenied(document: JsonObject | null, sid: string, userId: string): JsonObject {
  const others = statementsOf(document).filter((each) => each.Sid !== sid)
  return versioned(document, [...others, ssoStatement(sid, userId)])
}

/** Null when nothing is left of the policy. */
export function withoutUserDenied(document: JsonObject | null, sid: string): JsonObject | null {
  const left = statementsOf(document).filter((each) => each.Sid !== sid)
  return left.length === 0 ? null : versioned(document, left)
}

function versioned(document: JsonObject | null, statements: JsonObject[]): JsonObject {
  return { Version: "2012-10-17", ...document, Statement: statements }
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function textsOf(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return list.filter((each) => typeof each === "string")
}
