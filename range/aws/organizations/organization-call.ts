import { AwsError } from "../aws-error.ts"
import type { JsonCall, JsonObject } from "../json-service.ts"
import { type ControlPolicy, fullAccessId, type Organization } from "../organization.ts"

export const scpSizeLimit = 5120
export const scpsPerTarget = 5

/** The caller's organisation, if the caller may administer it. */
export function administered(call: JsonCall): Organization {
  const organization = memberOf(call)
  if (!organization.administers(call.account.id))
    throw new AwsError("AccessDeniedException", "You don't have permissions to access this resource.", 400)
  return organization
}

export function memberOf(call: JsonCall): Organization {
  const { organization } = call.account
  if (organization) return organization
  throw new AwsError(
    "AWSOrganizationsNotInUseException",
    "Your account is not a member of an organization.",
    400,
  )
}

export function textOf(input: JsonObject, name: string): string {
  const value = input[name]
  if (typeof value === "string" && value !== "") return value
  throw invalid("INPUT_REQUIRED", `You must specify ${name}.`)
}

export function findPolicy(organization: Organization, id: string): ControlPolicy {
  const policy = organization.state.policies.get(id)
  if (policy) return policy
  throw new AwsError("PolicyNotFoundException", "You specified a policy that doesn't exist.", 400)
}

/** Roots, units and accounts can carry policies; the id alone tells which it is. */
export function requireTarget(organization: Organization, id: string): string {
  const known =
    id === organization.rootId ||
    organization.units.has(id) ||
    organization.members.has(id) ||
    id === organization.management.id
  if (known) return id
  throw new AwsError("TargetNotFoundException", "You specified a target that doesn't exist.", 400)
}

export function policyArn(organization: Organization, id: string): string {
  return id === fullAccessId
    ? `arn:aws:organizations::aws:policy/service_control_policy/${id}`
    : `arn:aws:organizations::${organization.management.id}:policy/${organization.id}/service_control_policy/${id}`
}

export function targetType(
  organization: Organization,
  id: string,
): "ROOT" | "ORGANIZATIONAL_UNIT" | "ACCOUNT" {
  if (id === organization.rootId) return "ROOT"
  return organization.units.has(id) ? "ORGANIZATIONAL_UNIT" : "ACCOUNT"
}

export function targetArn(organization: Organization, id: string): string {
  const kind = { ROOT: "root", ORGANIZATIONAL_UNIT: "ou", ACCOUNT: "account" }[targetType(organization, id)]
  return `arn:aws:organizations::${organization.management.id}:${kind}/${organization.id}/${id}`
}

export function targetName(organization: Organization, id: string): string {
  return (
    organization.members.get(id)?.name ??
    organization.units.get(id)?.name ??
    (id === organization.rootId ? "Root" : "Management")
  )
}

export function constraint(reason: string, message: string): AwsError {
  return new AwsError("ConstraintViolationException", message, 400, { Reason: reason })
}

export function invalid(reason: string, message: string): AwsError {
  return new AwsError("InvalidInputException", message, 400, { Reason: reason })
}

/** AWS refuses a second change of the same organisation's policies while one is being carried out. */
export function refuseWhileChanging(call: JsonCall, organization: Organization): void {
  if (organization.changing(call.now))
    throw new AwsError(
      "PolicyChangesInProgressException",
      "Changes to the effective policy are in progress, and its contents can't be returned. Try the operation again later.",
      400,
    )
}
