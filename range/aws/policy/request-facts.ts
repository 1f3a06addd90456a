import type { RangeRequest } from "../../http/messages.ts"
import type { Caller } from "../caller.ts"
import type { RequestFacts } from "./match-pattern.ts"

/** Condition keys that one operation adds, for example iam:PolicyARN or s3:prefix. */
export type ExtraFacts = Record<string, string | readonly string[] | undefined>

export function requestFacts(
  caller: Caller | undefined,
  request: RangeRequest,
  region: string,
  now: number,
  extra: ExtraFacts,
): RequestFacts {
  const facts = new Map<string, readonly string[]>()
  const set = (key: string, value: string | readonly string[] | undefined) => {
    if (value !== undefined) facts.set(key.toLowerCase(), typeof value === "string" ? [value] : value)
  }
  set("aws:SourceIp", request.sourceIp)
  set("aws:UserAgent", request.headers["user-agent"])
  set("aws:Referer", request.headers.referer)
  set("aws:SecureTransport", "false")
  set("aws:ViaAWSService", "false")
  set("aws:CurrentTime", new Date(now).toISOString())
  set("aws:EpochTime", String(Math.floor(now / 1000)))
  set("aws:RequestedRegion", region)
  if (caller !== undefined) addCaller(caller, set)
  for (const [key, value] of Object.entries(extra)) set(key, value)
  return facts
}

function addCaller(caller: Caller, set: (key: string, value: string | undefined) => void): void {
  set("aws:userid", caller.principalId)
  set("aws:PrincipalArn", caller.role?.arn ?? caller.arn)
  set("aws:PrincipalAccount", caller.account.id)
  set("aws:PrincipalType", principalType(caller))
  if (caller.session?.kind !== "federated") set("aws:username", caller.user?.name)
  const { session } = caller
  if (session?.kind === "root") set("aws:AssumedRoot", "true")
  set("identitystore:UserId", session?.identityStoreUserId)
  if (session !== undefined) {
    // Long-term keys carry neither of these: a deny on token issue time never touches them.
    set("aws:TokenIssueTime", new Date(session.issuedAt).toISOString())
    set("aws:MultiFactorAuthPresent", "false")
    set("aws:SourceIdentity", session.sourceIdentity)
  }
  const tags = { ...(caller.role?.tags ?? caller.user?.tags), ...session?.tags }
  for (const [key, value] of Object.entries(tags)) set(`aws:PrincipalTag/${key}`, value)
}

function principalType(caller: Caller): string {
  if (caller.session?.kind === "federated") return "FederatedUser"
  if (caller.root) return "Account"
  return caller.role ? "AssumedRole" : "User"
}
