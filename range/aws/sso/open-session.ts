import type { Account, Session } from "../account.ts"
import { secretKey, sessionToken, uniqueId } from "../ids.ts"
import type { Organization } from "../organization.ts"
import type { World } from "../world.ts"
import { assignmentsOf } from "./identity-center.ts"

/**
 * Role credentials as Identity Center's portal gives them to a signed-in user: a session of the account's reserved
 * role, named after the user. Throws when the user has no such assignment.
 */
export function openSsoSession(
  world: World,
  organization: Organization,
  wanted: { account: Account; userName: string; permissionSet: string },
): Session {
  const center = organization.identityCenter
  const user = [...(center?.users.values() ?? [])].find((each) => each.name === wanted.userName)
  const set = [...(center?.permissionSets.values() ?? [])].find((each) => each.name === wanted.permissionSet)
  const assigned =
    center &&
    user &&
    assignmentsOf(center, user.id).some(
      (each) => each.accountId === wanted.account.id && each.permissionSetArn === set?.arn,
    )
  const role = wanted.account.iam.roles.get(set?.provisioned.get(wanted.account.id)?.roleName ?? "")
  if (!user || !assigned || !role) throw new Error("ForbiddenException: no access")
  const now = world.clock.now()
  const session: Session = {
    accessKeyId: uniqueId("ASIA"),
    secret: secretKey(),
    token: sessionToken(),
    kind: "role",
    accountId: wanted.account.id,
    issuerName: role.name,
    issuerId: role.id,
    arn: `arn:aws:sts::${wanted.account.id}:assumed-role/${role.name}/${user.name}`,
    principalId: `${role.id}:${user.name}`,
    sessionName: user.name,
    issuedAt: Math.floor(now / 1000) * 1000,
    expiresAt: now + 3_600_000,
    policies: [],
    tags: {},
    mintedBy: "",
    identityStoreUserId: user.id,
  }
  wanted.account.sessions.set(session.accessKeyId, session)
  world.ownKey(session.accessKeyId, wanted.account)
  return session
}
