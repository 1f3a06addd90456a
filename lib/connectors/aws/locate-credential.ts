import "server-only"
import type { ConnectorContext, CredentialRef, ManualStep } from "../contract"
import { isPlatformError } from "../platform-error"
import { readAws } from "./client"
import { parsePrincipalArn } from "./parse-arn"
import { type PrincipalState, readPrincipal } from "./principal-policies"
import { refuseTarget } from "./refuse-target"
import { resolveCredential } from "./resolve-credential"

/** Where a credential is cut off: on a user, on a role, by hand, or not at all. */
export type Located =
  | { on: "user"; credential: CredentialRef; name: string; state: PrincipalState; keyId: string | null }
  | { on: "role"; credential: CredentialRef; name: string; state: PrincipalState; sessionName: string | null }
  | { on: "hand"; step: ManualStep }
  | { on: "nothing"; credentialId: string; reason: string }

/** Finds the user or role behind a credential. What cannot be found becomes a step by hand, never an error. */
export async function locateCredential(ctx: ConnectorContext, credential: CredentialRef): Promise<Located> {
  const { identifier, kind, id } = credential
  const name = credential.label || identifier
  const hand = (title: string, instructions: string): Located => ({
    on: "hand",
    step: { credentialId: id, title, instructions },
  })
  if (kind === "aws.secret")
    return hand(
      `Rotate ${name}`,
      "The agent read this secret. Change it where it is issued, hand the new one to whoever needs it, then state it here.",
    )
  try {
    if (/^AKIA/.test(identifier)) {
      const { UserName } = await readAws(ctx).iam.getAccessKeyLastUsed({ AccessKeyId: identifier })
      if (!UserName || UserName === "<root_account>")
        return hand(
          `Deactivate ${identifier} as root`,
          "It is a key of the root user: sign in as root and deactivate it under security credentials.",
        )
      return await onPrincipal(ctx, credential, "user", UserName, { keyId: identifier })
    }
    if (/^ASIA/.test(identifier)) {
      const found = await resolveCredential(ctx, identifier)
      if (!found.found) return hand(`Find out who ${identifier} is`, found.reason)
      return await locateCredential(ctx, { ...credential, kind: found.kind, identifier: found.identifier })
    }
    const arn = parsePrincipalArn(identifier)
    if (arn?.kind === "user") return await onPrincipal(ctx, credential, "user", arn.name, {})
    if (arn?.kind === "role") return await onPrincipal(ctx, credential, "role", arn.name, {})
    if (arn?.kind === "assumed-role")
      return await onPrincipal(ctx, credential, "role", arn.name, { sessionName: arn.sessionName })
    if (arn?.kind === "federated-user")
      return hand(
        `Deny the user who made ${name}`,
        "A federated session ends with a deny on the user who called GetFederationToken: add that user as a credential.",
      )
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

async function onPrincipal(
  ctx: ConnectorContext,
  credential: CredentialRef,
  kind: "user" | "role",
  name: string,
  part: { keyId?: string; sessionName?: string },
): Promise<Located> {
  const state = await readPrincipal(ctx, { kind, name })
  const refusal = await refuseTarget(ctx, { kind, name, arn: state.arn, path: state.path })
  if (refusal?.manual) return { on: "hand", step: { credentialId: credential.id, ...refusal.manual } }
  if (refusal) return { on: "nothing", credentialId: credential.id, reason: refusal.reason }
  return kind === "user"
    ? { on: "user", credential, name, state, keyId: part.keyId ?? null }
    : { on: "role", credential, name, state, sessionName: part.sessionName || null }
}
