import { z } from "zod"

export const startDrillInput = z.strictObject({})

export type DrillListItemDto = {
  reference: string
  title: string
  status: string
  startedAt: string
  endedAt: string | null
  accountId: string
}

/** The scripted agent's own terminal: what it tried and what came back. */
export type AgentLogDto = {
  /** lost: the practice cloud is gone, and the agent with it. */
  state: "idle" | "working" | "locked-out" | "done" | "stopped" | "lost" | string
  succeeded: number
  denied: number
  failed: number
  lastSuccessAt: string | null
  firstDeniedAt: string | null
  lines: {
    number: number
    at: string
    kind: "say" | "command" | "result" | "end"
    text: string
    outcome?: "ok" | "denied" | "error"
    credential?: string
  }[]
}

/** What a drill keeps of its practice account on the incident's row. */
export const drillFacts = z.object({ accountId: z.string(), endedAt: z.string().nullable() })
