import type { ConnectorContext, JsonObject } from "@/lib/connectors/contract"
import type { RangeAccount, RangeKeys } from "@/lib/testing/start-range"

/** What a connector of a practice account gets, signed in with these keys (the administrator's unless told). */
export function connectorContext(
  account: RangeAccount,
  {
    keys = account.administrator as RangeKeys,
    config = {},
    ...change
  }: Partial<ConnectorContext> & { keys?: RangeKeys; config?: JsonObject } = {},
): ConnectorContext {
  const kept = new Map<string, Uint8Array>()
  return {
    connectionId: account.accountId,
    config: {
      mode: "keys",
      accessKeyId: keys.accessKeyId,
      regions: [account.region],
      endpoints: account.endpoints,
      propagationSeconds: 0,
      clusterCacheSeconds: 0,
      ...config,
    },
    secret: { secretAccessKey: keys.secretAccessKey },
    protectedPatterns: [],
    incidentReference: "INC-1",
    operator: "test",
    now: () => new Date(),
    signal: new AbortController().signal,
    evidence: {
      put: async ({ name, bytes }) => {
        kept.set(name, bytes)
        return name
      },
      get: async (name) => kept.get(name) ?? new Uint8Array(),
    },
    progress: () => undefined,
    ...change,
  }
}
