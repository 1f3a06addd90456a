import "server-only"
import type { ConnectorContext, CredentialRef, ManualStep } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { findCredentialOwner } from "./find-credential-owner"
import { findFederatedMaker } from "./find-federated-maker"
import { guideByHand } from "./guide-by-hand"
import { isReservedRole, locateRoot, locateSsoUser, type OnRoot, type OnSsoUser } from "./locate-organization"
import { type OtherForm, parseOtherIdentifier } from "./other-forms"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { type PrincipalState, readPrincipal } from "./principal-policies"
import { refuseTarget } from "./refuse-target"
import { resolveCredential } from "./resolve-credential"

/** Which part of a user's access a credential is. */
export type UserPart =
  | { form: "whole" }
  | { form: "key"; id: string }
  /** `issuedAt`: ISO, or "" where CloudTrail does not tell (yet). */
  | { form: "session"; id: string; issuedAt: string; makerAssumed?: true }
  | { form: "cli-login" }
  | { form: "federated"; name: string; makerAssumed?: true }
  | { form: "other"; other: OtherForm; id: string }

type OnUser = { on: "user"; credential: CredentialRef; name: string; state: PrincipalState; part: UserPart }

type OnRole = {
  on: "role"
  credential: CredentialRef
  name: string
  state: PrincipalState
  sessionName: string | null
}
export type OnPrincipal = OnUser | OnRole

/** Where a credential is cut off: on a user, on a role, by hand, or not at all. */
export type Located =
  | OnUser
  | OnRole
  | OnSsoUser
  | OnRoot
  /** A session of a user that nothing names yet: the plan's own user, where there is one, is taken to have made it. */
  | {
      on: "unplaced"
      credential: CredentialRef
      part: Extract<UserPart, { form: "session" | "federated" }>
      step: ManualStep
    }
  | { on: "hand"; step: ManualStep }
  | { on: "nothing"; credentialId: string; reason: string }

/** Finds the user or role behind a credential. What cannot be found becomes a step by hand, never an error. */
export async function locateCredential(ctx: ConnectorContext, credential: CredentialRef): Promise<Located> {
  const { identifier, kind, id } = credential
  const name = credential.label || identifier
  const hand = (title: string, instructions: string, link?: string): Located => ({
    on: "hand",
    step: { credentialId: id, title, instructions, ...(link ? { link } : {}) },
  })
  const guide = guideByHand(readAws(ctx).config, credential)
  if (guide) return { on: "hand", step: { credentialId: id, ...guide } }
  try {
    if (kind === "aws.sso-user")
      return await locateSsoUser(ctx, credential, { userName: identifier, roleName: null })
    if (/^AKIA/.test(identifier)) return await locateKey(ctx, credential)
    if (/^ASIA/.test(identifier)) return await locateSessionKey(ctx, credential)
    const other = /^aws\.(service-credential|ssh-key|signing-certificate)$/.test(kind)
      ? parseOtherIdentifier(identifier)
      : null
    if (other) {
      const userName = other.userName || (await findCredentialOwner(ctx, other.id))
      if (userName)
        return await onUser(ctx, credential, userName, { form: "other", other: other.form, id: other.id })
      return hand(
        `Find out whose ${name} is`,
        "IAM lists it for no user. Write the user's name before it: name/id.",
      )
    }
    const arn = parsePrincipalArn(identifier)
    const own = await ownIdentity(ctx)
    if (arn && arn.accountId !== own.accountId)
      return hand(
        `Contain ${name} in account ${arn.accountId}`,
        `This connection is for ${own.accountId}. Each account of a role chain is contained by itself: add a connection to ${arn.accountId}, register the credential there, then contain it.`,
      )
    if (arn?.kind === "user")
      return await onUser(ctx, credential, arn.name, {
        form: kind === "aws.cli-login" ? "cli-login" : "whole",
      })
    if (arn?.kind === "role") return await onRole(ctx, credential, arn.name, null)
    if (arn?.kind === "root") return await locateRoot(ctx, credential, null)
    if (arn?.kind === "assumed-role" && isReservedRole(arn.name) && arn.sessionName)
      return await locateSsoUser(ctx, credential, { userName: arn.sessionName, roleName: arn.name })
    if (arn?.kind === "assumed-role") return await onRole(ctx, credential, arn.name, arn.sessionName || null)
    if (arn?.kind === "federated-user") {
      const part = { form: "federated", name: arn.name } as const
      const maker = await findFederatedMaker(ctx, identifier)
      if (maker) return await onUser(ctx, credential, maker, part)
      return {
        on: "unplaced",
        credential,
        part,
        step: {
          credentialId: id,
          title: `Find out who made ${name}`,
          instructions:
            "CloudTrail does not name who called GetFederationToken; it delivers about 5 minutes late. A federated session ends with a deny on that user: add the user as a credential, or try again.",
        },
      }
    }
    return hand(
      `Revoke ${name} by hand`,
      "No AWS action of Firebreak can cut this off. Revoke it in its console, then state it here.",
    )
  } catch (error) {
    if (!isPlatformError(error) || error.kind !== "not_found") throw error
    return hand(
      `Look for ${name}`,
      `${error.message} It may be deleted already, or live in another account: check, then state it here.`,
    )
  }
}

async function locateKey(ctx: ConnectorContext, credential: CredentialRef): Promise<Located> {
  const { identifier } = credential
  const { UserName } = await readAws(ctx).iam.getAccessKeyLastUsed({ AccessKeyId: identifier })
  if (UserName && UserName !== "<root_account>")
    return onUser(ctx, credential, UserName, { form: "key", id: identifier })
  return locateRoot(ctx, credential, identifier)
}

async function locateSessionKey(ctx: ConnectorContext, credential: CredentialRef): Promise<Located> {
  const { identifier, kind, id } = credential
  const found = await resolveCredential(ctx, identifier)
  if (!found.found) {
    const step = { credentialId: id, title: `Find out who ${identifier} is`, instructions: found.reason }
    if (kind !== "aws.user-session") return { on: "hand", step }
    return { on: "unplaced", credential, part: { form: "session", id: identifier, issuedAt: "" }, step }
  }
  if (found.kind === "aws.user-session") {
    const { userArn, issuedAt } = found.detail
    const name = parsePrincipalArn(`${userArn ?? ""}`)?.name ?? ""
    const part = { form: "session", id: identifier, issuedAt: `${issuedAt ?? ""}` } as const
    return onUser(ctx, credential, name, part)
  }
  return locateCredential(ctx, { ...credential, kind: found.kind, identifier: found.identifier })
}

export async function onUser(
  ctx: ConnectorContext,
  credential: CredentialRef,
  name: string,
  part: UserPart,
): Promise<Located> {
  const state = await readPrincipal(ctx, { kind: "user", name })
  return (await refuse(ctx, credential, "user", name, state)) ?? { on: "user", credential, name, state, part }
}

async function onRole(
  ctx: ConnectorContext,
  credential: CredentialRef,
  name: string,
  sessionName: string | null,
): Promise<Located> {
  const state = await readPrincipal(ctx, { kind: "role", name })
  return (
    (await refuse(ctx, credential, "role", name, state)) ?? {
      on: "role",
      credential,
      name,
      state,
      sessionName,
    }
  )
}

async function refuse(
  ctx: ConnectorContext,
  credential: CredentialRef,
  kind: "user" | "role",
  name: string,
  state: PrincipalState,
): Promise<Located | null> {
  const refusal = await refuseTarget(ctx, { kind, name, arn: state.arn, path: state.path })
  if (refusal?.manual) return { on: "hand", step: { credentialId: credential.id, ...refusal.manual } }
  return refusal ? { on: "nothing", credentialId: credential.id, reason: refusal.reason } : null
}
