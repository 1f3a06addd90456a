import type { CallRecord } from "../record/call-log.ts"
import type { FaultRule } from "../record/faults.ts"
import type { Truth } from "../scenarios/assess-truth.ts"
import type { AccountRequest, CreatedAccount } from "../scenarios/create-account.ts"
import type { Endpoints } from "../start-range.ts"
import type { AgentReport } from "./actor-registry.ts"

export type AccountAnswer = CreatedAccount & { endpoints: Endpoints }

/** The control API as functions, for tests and benches. */
export function controlClient({ url, token }: { url: string; token: string }) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const answer = (await response.json()) as T & { error?: string }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.error ?? ""}`)
    return answer
  }
  return {
    call,
    createAccount: (request: Partial<AccountRequest> & { background?: boolean } = {}) =>
      call<AccountAnswer>("POST", "/accounts", request),
    startAgent: (id: string, options: { paceMs?: number; patienceMs?: number; slowMs?: number } = {}) =>
      call<AgentReport>("POST", `/accounts/${id}/agent/start`, options),
    stopAgent: (id: string) => call<AgentReport>("POST", `/accounts/${id}/agent/stop`),
    agent: (id: string) => call<AgentReport>("GET", `/accounts/${id}/agent`),
    truth: (id: string) => call<Truth>("GET", `/accounts/${id}/truth`),
    calls: async (filter: Record<string, string> = {}) =>
      (await call<{ calls: CallRecord[] }>("GET", `/calls?${new URLSearchParams(filter)}`)).calls,
    addFault: (rule: FaultRule) => call("POST", "/faults", rule),
    clearFaults: () => call("DELETE", "/faults"),
    configure: (settings: {
      propagationMs?: number | number[]
      deliveryMs?: number | number[]
      latencyMs?: number
    }) => call("PATCH", "/config", settings),
  }
}
