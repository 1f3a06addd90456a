import type { ConnectionCheck } from "../connection-check"
import type { ActionDefinition } from "../contract"

export type WantedPermission = Pick<ConnectionCheck["permissions"][number], "purpose" | "permission">

/** What reading the logs, trails, their files and version listings calls. */
const assess = [
  "cloudtrail:LookupEvents",
  "cloudtrail:DescribeTrails",
  "cloudtrail:GetTrailStatus",
  "cloudtrail:GetEventSelectors",
  "s3:ListAllMyBuckets",
  "s3:ListBucketVersions",
  "s3:GetBucketVersioning",
  "s3:ListBucket",
  "s3:GetObject",
]

/** Finding out whose a key is. */
const resolve = ["iam:GetUser", "iam:GetRole", "iam:GetAccessKeyLastUsed"]

/** Every permission that this connector can use, each once per purpose. Browser-safe. */
export function requiredPermissions(actions: readonly ActionDefinition[]): WantedPermission[] {
  const of = (kind: "contain" | "restore") =>
    actions.filter((action) => action.kind === kind).flatMap((action) => action.permissions)
  const contain = [...of("contain"), ...resolve]
  const rows = (purpose: WantedPermission["purpose"], list: readonly string[]): WantedPermission[] =>
    [...new Set(list)].map((permission) => ({ purpose, permission }))
  return [
    ...rows(
      "contain",
      contain.filter((each) => !isOrganizational(each)),
    ),
    ...rows("assess", assess),
    ...rows("restore", of("restore")),
    ...rows("organization", contain.filter(isOrganizational)),
  ]
}

/** What the role in the management account may do, and not the connection's own. */
function isOrganizational(permission: string): boolean {
  return /^(organizations:|sso:|identitystore:|sts:AssumeRoot$|iam:ListOrganizationsFeatures$)/.test(
    permission,
  )
}
