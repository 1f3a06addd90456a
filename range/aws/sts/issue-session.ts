import type { XmlValue } from "../../http/xml.ts"
import type { Account, Session } from "../account.ts"
import { AwsError } from "../aws-error.ts"
import { secretKey, sessionToken, uniqueId } from "../ids.ts"
import { findManaged, managedDocument } from "../policy/collect-policies.ts"
import { parsePolicy } from "../policy/parse-policy.ts"
import type { QueryCall } from "../query-service.ts"

type Wanted = Omit<
  Session,
  "accessKeyId" | "secret" | "token" | "accountId" | "issuedAt" | "expiresAt" | "policies" | "mintedBy"
>

/** Mints temporary credentials in `account`; nothing can withdraw them before they expire. */
export function issueSession(call: QueryCall, account: Account, seconds: number, wanted: Wanted): Session {
  const session: Session = {
    ...wanted,
    accessKeyId: uniqueId("ASIA"),
    secret: secretKey(),
    token: sessionToken(),
    accountId: account.id,
    // Tokens carry whole seconds, which is what aws:TokenIssueTime compares.
    issuedAt: Math.floor(call.now / 1000) * 1000,
    expiresAt: call.now + seconds * 1000,
    policies: sessionPolicyParams(call, account),
    mintedBy: call.caller.accessKeyId,
  }
  account.sessions.set(session.accessKeyId, session)
  call.context.world.ownKey(session.accessKeyId, account)
  call.context.changed = true
  return session
}

export function credentialsXml(session: Session): XmlValue {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secret,
    SessionToken: session.token,
    Expiration: new Date(Math.floor(session.expiresAt / 1000) * 1000),
  }
}

function sessionPolicyParams(call: QueryCall, account: Account): string[] {
  const inline = call.params.text("Policy")
  if (inline !== undefined) {
    if (inline.length > 2048)
      throw new AwsError("PackedPolicyTooLarge", "Serialized token too large for session", 400)
    parsePolicy(inline, "identity")
  }
  const managed = call.params.structs("PolicyArns").map((each) => {
    const arn = each.required("arn")
    const policy = findManaged(account.iam, arn)
    if (policy === undefined)
      throw new AwsError("MalformedPolicyDocument", `Policy ${arn} does not exist or is not attachable.`, 400)
    return managedDocument(policy)
  })
  return [...(inline === undefined ? [] : [inline]), ...managed]
}
