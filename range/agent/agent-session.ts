import type { SigningCredentials } from "../aws/sign/sign-request.ts"
import type { AgentMessage, AgentPlan } from "./agent-plan.ts"
import { type AwsCaller, awsCaller, type CallResult } from "./aws-caller.ts"

export type CredentialName = "first key" | "minted key" | "deploy session"

/** The agent's terminal: runs commands with one of its credentials, writes down what it did and what came back. */
export interface AgentSession {
  plan: AgentPlan
  aws: AwsCaller
  credentials: Map<CredentialName, SigningCredentials>
  /** Credentials whose last try was refused. */
  refused: Set<CredentialName>
  say(text: string): void
  end(text: string): void
  run(
    name: CredentialName,
    shown: string,
    operation: string,
    call: (keys: SigningCredentials) => Promise<CallResult>,
  ): Promise<CallResult>
}

const deniedCodes = new Set([
  "AccessDenied",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "ExpiredToken",
  "InvalidToken",
])

export function agentSession(plan: AgentPlan, post: (message: AgentMessage) => void): AgentSession {
  const now = () => new Date(Date.now() + plan.clockAheadMs).toISOString()
  const sid = crypto.randomUUID().replaceAll("-", "").slice(0, 12)
  const aws = awsCaller({
    endpoints: plan.endpoints,
    region: plan.region,
    clockAheadMs: plan.clockAheadMs,
    userAgent: (command) =>
      `aws-cli/2.36.1 md/awscrt#0.29.2 ua/2.1 os/linux#6.8.0-1021 md/arch#x86_64 lang/python#3.13.7 md/pyimpl#CPython m/b,AN,E,Z cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#${command} sid/${sid}`,
  })
  const credentials = new Map<CredentialName, SigningCredentials>([["first key", plan.credentials]])
  const refused = new Set<CredentialName>()
  return {
    plan,
    aws,
    credentials,
    refused,
    say: (text) => post({ kind: "line", line: { at: now(), kind: "say", text } }),
    end: (text) => post({ kind: "line", line: { at: now(), kind: "end", text } }),
    async run(name, shown, operation, call) {
      const keys = credentials.get(name)
      if (keys === undefined) return { ok: false, code: "NoCredentials", message: "", body: "" }
      const profile = name === "first key" ? "" : ` --profile ${name.replace(" ", "-")}`
      post({
        kind: "line",
        line: { at: now(), kind: "command", text: `$ aws ${shown}${profile}`, credential: name },
      })
      const result = await call(keys)
      const denied = deniedCodes.has(result.code)
      if (denied) refused.add(name)
      else if (result.ok) refused.delete(name)
      const text = result.ok
        ? "done"
        : `An error occurred (${result.code}) when calling the ${operation} operation: ${result.message}`
      post({
        kind: "line",
        line: {
          at: now(),
          kind: "result",
          text,
          outcome: result.ok ? "ok" : denied ? "denied" : "error",
          credential: name,
        },
      })
      return result
    },
  }
}
