import "server-only"
import type { ConnectorContext } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { setNameOf } from "./identity-center"
import { decodeDocument } from "./principal-policies"
import { remember } from "./remember"

/** Roles that Identity Center keeps in an account live below this path. */
const reservedPath = "/aws-reserved/sso.amazonaws.com/"
/** The inline policy of a reserved role that holds the permission set's own policy. */
const setPolicyName = "AwsSSOInlinePolicy"

/** The role that a permission set has in this account; null when it is not provisioned to it. */
export async function findReservedRole(
  ctx: ConnectorContext,
  permissionSetName: string,
): Promise<{ name: string; arn: string } | null> {
  const roles = await remember(ctx, "reserved-roles", 60_000, async () => {
    const found: { name: string; arn: string }[] = []
    const pages = readAws(ctx).iam.paginateListRoles({ PathPrefix: reservedPath })
    for await (const page of pages)
      for (const role of page.Roles ?? []) found.push({ name: role.RoleName ?? "", arn: role.Arn ?? "" })
    return found
  })
  return roles.find((role) => setNameOf(role.name) === permissionSetName) ?? null
}

/** What IAM shows of the permission set's policy in the account's role; null when the role has none. */
export async function readReservedPolicy(ctx: ConnectorContext, roleName: string): Promise<unknown> {
  try {
    const { PolicyDocument } = await readAws(ctx).iam.getRolePolicy({
      RoleName: roleName,
      PolicyName: setPolicyName,
    })
    return decodeDocument(PolicyDocument)
  } catch (error) {
    if (isPlatformError(error) && error.kind === "not_found") return null
    throw error
  }
}
