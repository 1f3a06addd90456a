import type { CreateConnectionInput } from "@/lib/connections/schema"
import type { JsonObject } from "@/lib/connectors/contract"
import type { RangeAccount, RangeKeys } from "@/lib/testing/start-range"

type Responder = RangeKeys & { roleArn: string; externalId: string }

/** What a person would type to connect this practice account with its least-privilege role. */
export function responderInput(account: RangeAccount, change: JsonObject = {}): CreateConnectionInput {
  const { accessKeyId, secretAccessKey, roleArn, externalId } = account.responder as Responder
  return {
    name: `Account ${account.accountId}`,
    connector: "aws",
    config: {
      mode: "assume-role",
      base: "keys",
      roleArn,
      externalId,
      accessKeyId,
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
      clusterCacheSeconds: 0,
      ...change,
    } as CreateConnectionInput["config"],
    secret: { secretAccessKey },
  }
}

export function secretOf(account: RangeAccount): string {
  return (account.responder as Responder).secretAccessKey
}
