import "server-only"
import type { ConnectorContext } from "../contract"
import { matchesPattern } from "../matches-pattern"
import { setNameOf } from "./identity-center"
import { ownIdentity } from "./own-identity"
import { findReservedRole } from "./reserved-role"

/**
 * Why a user of Identity Center is not denied in a permission set; null when it may be. Never the user that we are,
 * never the permission set that our own access comes from, never a break-glass identity.
 */
export async function refuseSsoUser(
  ctx: ConnectorContext,
  org: ConnectorContext,
  { permissionSetName, userName }: { permissionSetName: string; userName: string },
): Promise<string | null> {
  const [member, organization, role] = await Promise.all([
    ownIdentity(ctx),
    ownIdentity(org),
    findReservedRole(ctx, permissionSetName),
  ])
  for (const own of [...member.all, ...organization.all]) {
    const set = own.kind === "assumed-role" ? setNameOf(own.name) : null
    if (set === null) continue
    if (own.sessionName === userName)
      return `${userName} is the user that Firebreak's own access comes from: denying it would lock Firebreak out. Contain it through another connection.`
    if (set === permissionSetName)
      return `${permissionSetName} is the permission set that Firebreak's own access comes from: it is never changed. Take ${userName} out of its group or assignment by hand.`
  }
  const roleName = role?.name ?? `AWSReservedSSO_${permissionSetName}_0000000000000000`
  const session = `arn:aws:sts::${member.accountId}:assumed-role/${roleName}/${userName}`
  const protectedBy = ctx.protectedPatterns.find(
    ({ pattern }) => matchesPattern(pattern, session) || (role !== null && matchesPattern(pattern, role.arn)),
  )
  return protectedBy
    ? `${userName} in ${permissionSetName} is a break-glass identity (${protectedBy.pattern}: ${protectedBy.reason}). It is never contained.`
    : null
}
