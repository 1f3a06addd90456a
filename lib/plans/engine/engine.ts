import type { Actor } from "@/lib/actor"
import type { Connector, ConnectorContext } from "@/lib/connectors/contract"
import type { KeyedLock } from "@/lib/connectors/keyed-lock"
import type { PrismaClient } from "@/lib/db/generated/client"

/** Everything the engine works with; nothing is global. Times in ms. */
export type Engine = {
  db: PrismaClient
  connectors: readonly Connector[]
  openConnection: OpenConnection
  /** Unique per process start: two engines never share it. */
  owner: string
  leaseMs: number
  heartbeatMs: number
  /** The sweep: how often to look for due steps when nothing wakes us. */
  sweepMs: number
  /** Steps worked on at once, here and (by all instances together) per connection. */
  concurrency: number
  perConnection: number
  /** Time-out of one read: inspect, readBack, verify. */
  readTimeoutMs: number
  /** How long stop waits for calls under way before it aborts them. */
  graceMs: number
  watchForMs: number
  watchEveryMs: number
  /** Commits of one incident wait here and not in the database, where each would hold a connection of the pool. */
  commitLock: KeyedLock
  now: () => Date
  random: () => number
  log: (message: string, detail?: Record<string, unknown>) => void
  /** Called at every commit and every platform call: a seam for tests that stop the process exactly there. */
  onPoint?: (point: EnginePoint, stepId: string) => void | Promise<void>
}

export type EnginePoint =
  | `${"before" | "after"}-commit:${string}`
  | `${"before" | "after"}-call:${"inspect" | "apply" | "readBack" | "verify" | "undo"}`

/** Turns a stored connection into what a connector may touch. `signal` aborts when the lease is lost or time is up. */
export type OpenConnection = (input: {
  db: PrismaClient
  connectionId: string
  incidentReference: string
  operator: string
  now: () => Date
  signal: AbortSignal
  progress: (line: string) => void
  hurry?: boolean
}) => Promise<ConnectorContext>

/** One claimed step in this process. */
export type Run = {
  engine: Engine
  stepId: string
  fence: number
  /** Who held the step before, when it was taken over. */
  takenFrom: string | null
  /** Aborts when the lease is lost or the engine stops hard. */
  signal: AbortSignal
  /** Whether our lease surely still holds, by the monotonic clock of this machine. */
  leaseHolds: () => boolean
}

/** "again": more can be done now under the same lease. "done": ended, waiting for its time, or no longer ours. */
export type Next = "again" | "done"

export const engineActor: Actor = { kind: "system", name: "plan engine" }
