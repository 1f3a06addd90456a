import "server-only"
import type { ConnectorContext } from "../contract"
import { parsePrincipalArn } from "./parse-arn"
import { asObject, text } from "./read-record"
import { firstRecord } from "./resolve-session-key"

/** The name of the user that called GetFederationToken for this session (its ARN), or null where CloudTrail does not tell. */
export async function findFederatedMaker(ctx: ConnectorContext, arn: string): Promise<string | null> {
  const name = parsePrincipalArn(arn)?.name ?? ""
  // A call made with the session names its issuer; a session that has made none yet was still issued.
  const used = await firstRecord(
    ctx,
    { key: "Username", value: name },
    2,
    ({ caller }) => caller.type === "FederatedUser" && caller.arn === arn && caller.issuerArn !== "",
  )
  if (used) return userName(used.caller.issuerArn)
  const issued = await firstRecord(
    ctx,
    { key: "EventName", value: "GetFederationToken" },
    10,
    (record) => text(asObject(record.response.federatedUser).arn) === arn,
  )
  return issued ? userName(issued.caller.arn) : null
}

function userName(arn: string): string | null {
  const parsed = parsePrincipalArn(arn)
  return parsed?.kind === "user" ? parsed.name : null
}
