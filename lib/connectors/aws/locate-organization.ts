import "server-only"
import type { ConnectorContext, CredentialRef } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { consoleLink } from "./console-link"
import { findSsoUser, type SsoSet, type SsoUser, setOfRole, setsOfUser } from "./identity-center"
import type { Located } from "./locate-credential"
import { organizationContext } from "./organization-access"
import { ownIdentity } from "./own-identity"
import { ssoByHand, ssoConsole } from "./refuse-target"

/** A user of Identity Center with every permission set that has to deny it. */
export type OnSsoUser = {
  on: "sso"
  credential: CredentialRef
  user: SsoUser
  sets: (SsoSet & { accounts: string[]; byGroup: boolean })[]
}
/** Root of this connection's account; `keyId` where a key of it is known. */
export type OnRoot = { on: "root"; credential: CredentialRef; accountId: string; keyId: string | null }

const missing =
  "This connection has no access to the organisation: add Firebreak's role in the management account to it (connection, Organisation), then contain again. By hand:"

/** The user behind a session of a permission set, or behind a user name or id. */
export async function locateSsoUser(
  ctx: ConnectorContext,
  credential: CredentialRef,
  { userName, roleName }: { userName: string; roleName: string | null },
): Promise<Located> {
  const { config } = readAws(ctx)
  const byHand = (reason: string): Located => ({
    on: "hand",
    step: {
      credentialId: credential.id,
      title: `Deny ${userName} in IAM Identity Center`,
      instructions: `${reason} ${ssoByHand}`,
      link: ssoConsole(config),
    },
  })
  const org = organizationContext(ctx)
  if (!org) return byHand(missing)
  try {
    const user = await findSsoUser(org, userName)
    if (!user) return byHand(`Identity Center does not know a user ${userName}.`)
    const sets = await setsOfUser(org, user.userId)
    const { accountId } = await ownIdentity(ctx)
    // An assignment that was removed meanwhile leaves its session alive: the set of the session counts all the same.
    const held = roleName ? await setOfRole(org, { accountId, roleName }) : null
    const known = sets.some((each) => each.permissionSetArn === held?.permissionSetArn)
    const all = held && !known ? [...sets, { ...held, accounts: [accountId], byGroup: false }] : sets
    if (all.length === 0) return byHand(`${user.userName} has no permission set in any account.`)
    return { on: "sso", credential, user, sets: all }
  } catch (error) {
    if (!isPlatformError(error) || ctx.signal.aborted) throw error
    return byHand(`The organisation could not be asked: ${error.message}`)
  }
}

/** Root itself, or a key of it. */
export async function locateRoot(
  ctx: ConnectorContext,
  credential: CredentialRef,
  keyId: string | null,
): Promise<Located> {
  if (organizationContext(ctx)) {
    const { accountId } = await ownIdentity(ctx)
    return { on: "root", credential, accountId, keyId }
  }
  return { on: "hand", step: { credentialId: credential.id, ...guideRoot(ctx, keyId, missing) } }
}

/** Root's credentials by hand: signed in as root, or from the management account. */
export function guideRoot(ctx: ConnectorContext, keyId: string | null, reason: string) {
  return {
    title: keyId ? `Deactivate ${keyId} as root` : "Take root's keys and password away",
    instructions: `${reason} sign in as root and deactivate its keys under security credentials, change the password, and sign every session out. A member account can be helped from the management account as well: IAM, Root access management, Delete root user credentials.`,
    link: consoleLink(readAws(ctx).config, "/iam/home#/security_credentials"),
  }
}

/** A session's role of Identity Center: its name is not to be edited in IAM. */
export function isReservedRole(roleName: string): boolean {
  return roleName.startsWith("AWSReservedSSO_")
}
