import { rootTaskArn } from "./delete-root-credentials-definition"
import type { WantedPermission } from "./required-permissions"

/** What the policy is written for; `accountId` may be "*" before the account is known. */
export type AccessFacts = {
  partition: string
  accountId: string
  /** Buckets that trails write into; empty when none is known. */
  trailBuckets: readonly string[]
  /** Our own users and roles, which the policy must not let us change. */
  own: readonly string[]
}

type Condition = { operator: string; key: string; value: string }

/** How one permission is granted with the least that works, and how IAM's evaluator is asked about it. */
export type Grant = {
  sid: string
  resources: readonly string[]
  condition: Condition | null
  /** A resource that stands for all of them; null: none in particular. */
  example: string | null
  /** Whether we are content with less than every user and role: then the evaluator is asked both ways. */
  narrowing: boolean
  note: string
}

const containableTag: Condition = {
  operator: "StringEquals",
  key: "aws:ResourceTag/firebreak",
  value: "containable",
}

/** Calls that stop running work, or start again what we stopped. */
const stopsWork =
  /^(batch:Terminate|cloudformation:Cancel|codebuild:Stop|ec2:St|ecs:Stop|events:(Dis|En)able|lambda:(Put|Delete)|scheduler:Update|ssm:(Cancel|Stop|Terminate)|states:Stop)/

/** The statement that a permission belongs to. */
export function grantFor({ purpose, permission }: WantedPermission, facts: AccessFacts): Grant {
  const { partition, accountId } = facts
  const users = `arn:${partition}:iam::${accountId}:user/*`
  const roles = `arn:${partition}:iam::${accountId}:role/*`
  const onRole = /Role|InstanceProfile/.test(permission)
  const onUser = /User|AccessKey|LoginProfile|ServiceSpecificCredential|SSHPublicKey|SigningCertificate/.test(
    permission,
  )
  const kind = onRole ? "role" : onUser ? "user" : null
  const example =
    permission.startsWith("iam:") && kind ? `arn:${partition}:iam::${accountId}:${kind}/agent` : null
  const base = { condition: null, example, narrowing: false, note: "" }
  const denyAll = `arn:${partition}:iam::aws:policy/AWSDenyAll`
  if (/^iam:Update(AccessKey|ServiceSpecificCredential|SSHPublicKey|SigningCertificate)$/.test(permission))
    return { ...base, sid: "Deactivate", resources: [users] }
  if (/^iam:(Attach|Detach)(User|Role)Policy$/.test(permission))
    return {
      ...base,
      sid: "AttachOnlyTheDeny",
      resources: [users, roles],
      condition: { operator: "ArnEquals", key: "iam:PolicyARN", value: denyAll },
      note: "Asked for AWSDenyAll alone.",
    }
  if (/^iam:Put(User|Role)PermissionsBoundary$/.test(permission))
    return {
      ...base,
      sid: "BoundaryOnlyTheDeny",
      resources: [users, roles],
      condition: { operator: "StringEquals", key: "iam:PermissionsBoundary", value: denyAll },
      note: "Asked for AWSDenyAll alone.",
    }
  if (/^iam:(Put|Delete|Update)/.test(permission))
    return {
      ...base,
      sid: "InlineWhereTagged",
      resources: [users, roles],
      condition: containableTag,
      narrowing: true,
      note: "Only on users and roles tagged firebreak=containable.",
    }
  if (purpose === "assess" && (permission === "s3:GetObject" || permission === "s3:ListBucket"))
    return trailGrant(permission, facts)
  if (purpose === "restore" && permission.startsWith("s3:")) {
    const objects = `arn:${partition}:s3:::*`
    return { ...base, sid: "Restore", resources: [objects], example: null }
  }
  if (permission === "iam:PassRole")
    return {
      ...base,
      sid: "PassToScheduler",
      resources: [roles],
      condition: { operator: "StringEquals", key: "iam:PassedToService", value: "scheduler.amazonaws.com" },
      note: "A schedule is written again whole, with the role of its target.",
    }
  if (stopsWork.test(permission)) return { ...base, sid: "StopRunningWork", resources: ["*"], example: null }
  if (/^eks:(Delete|Create|Associate)/.test(permission))
    return { ...base, sid: "ClusterAccess", resources: ["*"], example: null }
  if (purpose === "organization") return organizationGrant(permission, facts)
  return { ...base, sid: "Read", resources: ["*"] }
}

/** What the role in the management account needs. Names of control policies cannot be conditions, so they are not. */
function organizationGrant(permission: string, { partition }: AccessFacts): Grant {
  const base = { condition: null, example: null, narrowing: false, note: "", resources: ["*"] }
  if (permission === "sts:AssumeRoot")
    return {
      ...base,
      sid: "DeleteRootCredentials",
      resources: [`arn:${partition}:iam::*:root`],
      example: `arn:${partition}:iam::123456789012:root`,
      condition: {
        operator: "StringEquals",
        key: "sts:TaskPolicyArn",
        value: rootTaskArn(partition),
      },
      note: "Asked for the one task of deleting root's credentials.",
    }
  if (/^organizations:(Attach|Create|Delete|Detach|Update)/.test(permission))
    return { ...base, sid: "ControlPolicies" }
  if (/^sso:(Delete|Provision|Put)/.test(permission)) return { ...base, sid: "DenyInPermissionSets" }
  return { ...base, sid: "ReadOrganization" }
}

function trailGrant(permission: string, { partition, trailBuckets }: AccessFacts): Grant {
  const buckets = trailBuckets.length > 0 ? trailBuckets : ["*"]
  const [first] = trailBuckets
  const inside = permission === "s3:GetObject" ? "/AWSLogs/example" : ""
  return {
    sid: "ReadTrailFiles",
    resources: buckets.flatMap((name) =>
      name === "*"
        ? [`arn:${partition}:s3:::*`]
        : [`arn:${partition}:s3:::${name}`, `arn:${partition}:s3:::${name}/*`],
    ),
    condition: null,
    example: first ? `arn:${partition}:s3:::${first}${inside}` : null,
    narrowing: false,
    note: first ? "Asked for the buckets that trails write into." : "No trail bucket is known.",
  }
}

/**
 * A policy that grants exactly `wanted`, pretty-printed; "" when nothing is. Wherever it lets us write to IAM it also
 * denies us to touch ourselves and break-glass identities.
 */
export function policyFor(wanted: readonly WantedPermission[], facts: AccessFacts): string {
  if (wanted.length === 0) return ""
  const groups = Map.groupBy(wanted, (each) => grantFor(each, facts).sid)
  const statements = [...groups].map(([sid, members]) => {
    const grants = members.map((each) => grantFor(each, facts))
    const condition = grants[0]?.condition
    return {
      Sid: sid,
      Effect: "Allow",
      Action: [...new Set(members.map((each) => each.permission))].toSorted((a, b) => a.localeCompare(b)),
      Resource: single([...new Set(grants.flatMap((each) => each.resources))]),
      ...(condition ? { Condition: { [condition.operator]: { [condition.key]: condition.value } } } : {}),
    }
  })
  const bounds = wanted
    .map((each) => each.permission)
    .filter((name) => /^iam:Put\w+PermissionsBoundary$/.test(name))
  if (bounds.length > 0) statements.push(boundaryBack([...new Set(bounds)], facts))
  const writes = ["Deactivate", "AttachOnlyTheDeny", "BoundaryOnlyTheDeny", "InlineWhereTagged"]
  const guard = statements.some(({ Sid }) => writes.includes(Sid)) ? [neverSelf(facts)] : []
  return JSON.stringify({ Version: "2012-10-17", Statement: [...statements, ...guard] }, null, 2)
}

/** An undo puts back the boundary that was there before ours, whichever it was: only where we may write policies at all. */
function boundaryBack(permissions: string[], { partition, accountId }: AccessFacts) {
  const iam = `arn:${partition}:iam::${accountId}`
  const { operator, key, value } = containableTag
  return {
    Sid: "BoundaryBackWhereTagged",
    Effect: "Allow",
    Action: permissions.toSorted((a, b) => a.localeCompare(b)),
    Resource: [`${iam}:user/*`, `${iam}:role/*`],
    Condition: { [operator]: { [key]: value } },
  }
}

function neverSelf({ partition, accountId, own }: AccessFacts) {
  const iam = `arn:${partition}:iam::${accountId}`
  return {
    Sid: "NeverSelf",
    Effect: "Deny",
    Action: ["Add", "Attach", "Create", "Delete", "Detach", "Put", "Remove", "Update"].map(
      (verb) => `iam:${verb}*`,
    ),
    Resource: [
      ...new Set([
        ...own,
        `${iam}:role/Firebreak*`,
        `${iam}:user/Firebreak*`,
        `${iam}:role/BreakGlass*`,
        `${iam}:user/BreakGlass*`,
      ]),
    ],
  }
}

function single(list: string[]): string | string[] {
  return list.length === 1 ? (list[0] ?? "*") : list
}
