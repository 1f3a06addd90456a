import type { Caller } from "../caller.ts"
import type { TrailRecord } from "./trail-event.ts"
import { trailTime } from "./trail-time.ts"

/** The userIdentity element, in the shape each kind of principal has. */
export function userIdentity(caller: Caller | undefined): TrailRecord {
  if (caller === undefined) return { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" }
  const common = {
    principalId: caller.principalId,
    arn: caller.arn,
    accountId: caller.account.id,
    accessKeyId: caller.accessKeyId,
  }
  const { session, role, user } = caller
  if (caller.root)
    return session
      ? {
          type: "Root",
          ...common,
          sessionContext: {
            attributes: { creationDate: trailTime(session.issuedAt), mfaAuthenticated: "false" },
            assumedRoot: "true",
          },
        }
      : { type: "Root", ...common }
  if (session === undefined) return { type: "IAMUser", ...common, userName: user?.name }
  const attributes = { creationDate: trailTime(session.issuedAt), mfaAuthenticated: "false" }
  if (session.kind === "user")
    return { type: "IAMUser", ...common, userName: user?.name, sessionContext: { attributes } }
  const issuer = role ?? user
  const sessionIssuer = {
    type: role ? "Role" : "IAMUser",
    principalId: issuer?.id,
    arn: issuer?.arn,
    accountId: caller.account.id,
    userName: issuer?.name,
  }
  return {
    type: role ? "AssumedRole" : "FederatedUser",
    ...common,
    sessionContext: { sessionIssuer, attributes, sourceIdentity: session.sourceIdentity },
  }
}

/** How another account sees the caller. */
export function foreignIdentity(caller: Caller): TrailRecord {
  return { type: "AWSAccount", principalId: caller.principalId, accountId: caller.account.id }
}
