import type { RangeRequest } from "../http/messages.ts"
import type { Account, Session } from "./account.ts"
import { IdentityError } from "./aws-error.ts"
import type { Caller } from "./caller.ts"
import type { IamState } from "./iam-state.ts"
import { readAuthorization } from "./sign/read-authorization.ts"
import { verifySignature } from "./sign/verify-signature.ts"
import type { World } from "./world.ts"

const invalidToken = "The security token included in the request is invalid."

export interface Authenticated {
  caller: Caller
  region: string
  secret: string
}

/** Ties a request to its principal, or throws an IdentityError. Undefined means the request is anonymous. */
export function authenticate(
  world: World,
  request: RangeRequest,
  service: string,
): Authenticated | undefined {
  const now = world.clock.now()
  const claim = readAuthorization(request)
  if (claim === undefined) return undefined
  const account = world.accountOfKey(claim.accessKeyId)
  if (account === undefined)
    throw new IdentityError("unknown-key", invalidToken, { AWSAccessKeyId: claim.accessKeyId })
  const iam = world.effectiveIam(account)
  const session = account.sessions.get(claim.accessKeyId)
  const found = session ? bySession(account, iam, session) : byKey(account, iam, claim.accessKeyId)
  if (found === undefined)
    throw new IdentityError("unknown-key", invalidToken, { AWSAccessKeyId: claim.accessKeyId })
  if (session !== undefined) {
    if (claim.sessionToken !== session.token) throw new IdentityError("bad-token", invalidToken)
    if (now >= session.expiresAt)
      throw new IdentityError("expired-token", "The security token included in the request is expired")
  } else if (claim.sessionToken !== undefined) throw new IdentityError("bad-token", invalidToken)
  if (claim.scope.service !== service)
    throw new IdentityError("signature", `Credential should be scoped to correct service: '${service}'. `)
  verifySignature(request, claim, found.secret, now)
  account.keyUse.set(claim.accessKeyId, { at: now, service, region: claim.scope.region })
  if (found.caller.role) account.roleUse.set(found.caller.role.name, { at: now, region: claim.scope.region })
  return { caller: found.caller, region: claim.scope.region, secret: found.secret }
}

function byKey(
  account: Account,
  iam: IamState,
  keyId: string,
): { caller: Caller; secret: string } | undefined {
  const rootKey = iam.root.keys.find((each) => each.id === keyId)
  if (rootKey !== undefined) {
    if (rootKey.status !== "Active") return undefined
    return { caller: { ...rootCaller(account, iam), accessKeyId: keyId }, secret: rootKey.secret }
  }
  for (const user of iam.users.values()) {
    const key = user.keys.find((each) => each.id === keyId)
    if (key === undefined) continue
    if (key.status !== "Active") return undefined
    return {
      caller: { account, accessKeyId: keyId, user, iam, arn: user.arn, principalId: user.id },
      secret: key.secret,
    }
  }
  return undefined
}

/** A session dies with its user or role: the id must still be the one it was issued for. */
function bySession(
  account: Account,
  iam: IamState,
  session: Session,
): { caller: Caller; secret: string } | undefined {
  if (session.kind === "root")
    return {
      caller: { ...rootCaller(account, iam), accessKeyId: session.accessKeyId, session },
      secret: session.secret,
    }
  const issuer =
    session.kind === "role" ? iam.roles.get(session.issuerName) : iam.users.get(session.issuerName)
  if (issuer === undefined || issuer.id !== session.issuerId) return undefined
  const common = {
    account,
    accessKeyId: session.accessKeyId,
    session,
    iam,
    arn: session.arn,
    principalId: session.principalId,
  }
  const caller: Caller =
    session.kind === "role"
      ? { ...common, role: iam.roles.get(session.issuerName) }
      : { ...common, user: iam.users.get(session.issuerName) }
  return { caller, secret: session.secret }
}

function rootCaller(account: Account, iam: IamState): Omit<Caller, "accessKeyId"> {
  return { account, iam, root: true, arn: `arn:aws:iam::${account.id}:root`, principalId: account.id }
}
