import type { SigningCredentials } from "../aws/sign/sign-request.ts"

/** What the worker is given to start with: the same things a real agent finds in its environment. */
export interface AgentPlan {
  endpoints: { iam: string; sts: string; s3: string; states: string }
  region: string
  userName: string
  credentials: SigningCredentials
  roleArn: string
  /** A state machine that it may start: what it starts goes on without it. */
  stateMachineArn: string
  /** Where it works, in the order in which it gets to them. */
  buckets: { uploads: string; invoices: string; reports: string; state: string }
  /** Ms between two actions while something still works. */
  paceMs: number
  /** Ms between two tries once everything is refused. */
  slowMs: number
  /** How long it keeps trying after that, ms. */
  patienceMs: number
  /** Difference between the range's clock and the machine's, ms. */
  clockAheadMs: number
}

export interface TranscriptLine {
  number: number
  at: string
  /** say: what the agent claims to be doing; command: what it runs; result: what came back; end: it has stopped. */
  kind: "say" | "command" | "result" | "end"
  text: string
  /** For results. */
  outcome?: "ok" | "denied" | "error"
  /** Which of its credentials it used: "first key", "minted key" or "deploy session". */
  credential?: string
}

export type AgentMessage =
  | { kind: "line"; line: Omit<TranscriptLine, "number"> }
  | { kind: "state"; state: AgentState }

/** working: something still gets through. locked-out: every credential is refused, it keeps trying. */
export type AgentState = "working" | "locked-out" | "ended"
