import "server-only"
import type { ConnectorContext, JsonObject, ResolvedCredential } from "../contract"
import { isPlatformError, type PlatformError } from "../platform-error"
import { readAws } from "./client"
import { awsPartition } from "./config"
import { findCredentialOwner } from "./find-credential-owner"
import { findFederatedMaker } from "./find-federated-maker"
import { findSsoUser } from "./identity-center"
import { organizationContext } from "./organization-access"
import { listForm } from "./other-credentials"
import { nameOtherForm, parseOtherIdentifier } from "./other-forms"
import { ownIdentity } from "./own-identity"
import { parsePrincipalArn } from "./parse-arn"
import { readPrincipal } from "./principal-policies"
import { resolveSessionKey } from "./resolve-session-key"

const keyId = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/

/**
 * What was given: a key id, an ARN of IAM or STS, or the name of a user or role. The answer names what is to be
 * contained. Throws only what cannot be helped by giving something else (unreachable, refused sign-in).
 */
export async function resolveCredential(ctx: ConnectorContext, given: string): Promise<ResolvedCredential> {
  const text = given.trim()
  try {
    if (keyId.test(text)) return await resolveKey(ctx, text)
    const other = parseOtherIdentifier(text)
    if (other) return await resolveOther(ctx, other)
    if (text.startsWith("arn:")) return await resolveArn(ctx, text)
    if (/^[\w+=,.@-]{1,64}$/.test(text)) return await resolveName(ctx, text)
    return {
      found: false,
      reason:
        "Give a key id (AKIA… or ASIA…), the id of a service credential, an ARN of a user, role or session, or a name.",
    }
  } catch (error) {
    if (isPlatformError(error) && (error.kind === "not_found" || error.kind === "refused"))
      return { found: false, reason: explain(error) }
    throw error
  }
}

function explain(error: PlatformError): string {
  return error.kind === "not_found" ? `${error.message} It may belong to another account.` : error.message
}

async function resolveKey(ctx: ConnectorContext, id: string): Promise<ResolvedCredential> {
  const [own, info] = await Promise.all([ownIdentity(ctx), accountOfKey(ctx, id)])
  if (info && info !== own.accountId)
    return {
      found: false,
      reason: `The key belongs to account ${info}; this connection is for ${own.accountId}.`,
    }
  if (id.startsWith("ASIA")) return resolveSessionKey(ctx, id)
  const used = await readAws(ctx).iam.getAccessKeyLastUsed({ AccessKeyId: id })
  const userName = used.UserName ?? ""
  if (!userName || userName === "<root_account>") return rootOf(ctx, own.accountId, { accessKeyId: id })
  const user = await readPrincipal(ctx, { kind: "user", name: userName })
  return {
    found: true,
    accountId: own.accountId,
    kind: "aws.iam-user",
    identifier: user.arn,
    label: userName,
    detail: {
      accessKeyId: id,
      lastUsedAt: used.AccessKeyLastUsed?.LastUsedDate?.toISOString() ?? null,
      lastUsedFor: used.AccessKeyLastUsed?.ServiceName ?? null,
    },
  }
}

/** Null when we may not ask: then the look-up itself tells. */
async function accountOfKey(ctx: ConnectorContext, id: string): Promise<string | null> {
  try {
    return (await readAws(ctx).sts.getAccessKeyInfo({ AccessKeyId: id })).Account ?? null
  } catch (error) {
    if (isPlatformError(error) && !error.retryable) return null
    throw error
  }
}

async function resolveArn(ctx: ConnectorContext, given: string): Promise<ResolvedCredential> {
  const arn = parsePrincipalArn(given)
  const own = await ownIdentity(ctx)
  if (!arn) return { found: false, reason: "This ARN names neither a user, a role nor a session of one." }
  if (arn.accountId !== own.accountId)
    return {
      found: false,
      reason: `The ARN is of account ${arn.accountId}; this connection is for ${own.accountId}.`,
    }
  switch (arn.kind) {
    case "user":
    case "role":
      return principal(ctx, own.accountId, arn.kind, arn.name)
    case "assumed-role": {
      const role = await readPrincipal(ctx, { kind: "role", name: arn.name })
      return {
        found: true,
        accountId: own.accountId,
        kind: "aws.role-session",
        identifier: `arn:${arn.partition}:sts::${arn.accountId}:assumed-role/${arn.name}/${arn.sessionName}`,
        label: `${arn.name} as ${arn.sessionName}`,
        detail: { roleArn: role.arn },
      }
    }
    case "root":
      return rootOf(ctx, own.accountId, {})
    case "federated-user": {
      const maker = await findFederatedMaker(ctx, given)
      if (!maker)
        return {
          found: false,
          reason:
            "CloudTrail does not name who made this federated session; it delivers about 5 minutes late. Try again, or give that user.",
        }
      const user = await readPrincipal(ctx, { kind: "user", name: maker })
      return {
        found: true,
        accountId: own.accountId,
        kind: "aws.federated-session",
        identifier: given,
        label: `federated ${arn.name} of ${maker}`,
        detail: { userArn: user.arn },
      }
    }
    case "other":
      return { found: false, reason: "This ARN names neither a user, a role nor a session of one." }
  }
}

const otherKinds = {
  "service-specific": "aws.service-credential",
  "ssh-key": "aws.ssh-key",
  "signing-certificate": "aws.signing-certificate",
} as const

async function resolveOther(
  ctx: ConnectorContext,
  { userName, form, id }: NonNullable<ReturnType<typeof parseOtherIdentifier>>,
): Promise<ResolvedCredential> {
  const { accountId } = await ownIdentity(ctx)
  const owner = userName || (form === "service-specific" ? await findCredentialOwner(ctx, id) : null)
  if (!owner)
    return {
      found: false,
      reason:
        form === "service-specific"
          ? `IAM lists ${id} for no user of this account. It may have been deleted, or belong to another account.`
          : `IAM finds a ${nameOtherForm(form)} only by its user: give the user's name, a slash, and ${id}.`,
    }
  const one = (await listForm(ctx, owner, form)).find((each) => each.id === id)
  if (!one)
    return {
      found: false,
      reason: `${owner} has no ${nameOtherForm(form)} ${id}: it was deleted, or is another user's.`,
    }
  return {
    found: true,
    accountId,
    kind: otherKinds[form],
    identifier: `${owner}/${id}`,
    label: `${one.label} of ${owner}`,
    detail: { userName: owner, status: one.status },
  }
}

async function resolveName(ctx: ConnectorContext, name: string): Promise<ResolvedCredential> {
  const { accountId } = await ownIdentity(ctx)
  try {
    return await principal(ctx, accountId, "user", name)
  } catch (error) {
    if (!isPlatformError(error) || error.kind !== "not_found") throw error
  }
  try {
    return await principal(ctx, accountId, "role", name)
  } catch (error) {
    const org = organizationContext(ctx)
    if (!org || !isPlatformError(error) || error.kind !== "not_found") throw error
    const user = await findSsoUser(org, name)
    if (!user) throw error
    const { userId, userName } = user
    return {
      found: true,
      accountId,
      kind: "aws.sso-user",
      identifier: userName,
      label: userName,
      detail: { userId },
    }
  }
}

async function principal(
  ctx: ConnectorContext,
  accountId: string,
  kind: "user" | "role",
  name: string,
): Promise<ResolvedCredential> {
  const { arn } = await readPrincipal(ctx, { kind, name })
  return {
    found: true,
    accountId,
    kind: kind === "user" ? "aws.iam-user" : "aws.role",
    identifier: arn,
    label: name,
    detail: {},
  }
}

/** Root is contained from above the account; what is missing for that is said when it is proposed. */
function rootOf(ctx: ConnectorContext, accountId: string, detail: JsonObject): ResolvedCredential {
  return {
    found: true,
    accountId,
    kind: "aws.root",
    identifier: `arn:${awsPartition(readAws(ctx).config)}:iam::${accountId}:root`,
    label: `root of ${accountId}`,
    detail,
  }
}
