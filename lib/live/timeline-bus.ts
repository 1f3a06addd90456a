import "server-only"
import pg from "pg"
import { timelineChannel } from "@/lib/timeline/append-entry"

export type TimelineNotice = { incidentId: string; sequence: number }
type Listener = (notice: TimelineNotice) => void

/** What a bus tells its listeners after a gap: read the table, something may have been missed. */
const anything = 0
const pingMs = 5_000
const retryMs = [100, 250, 500, 1_000, 2_000]

export type TimelineBus = {
  /** Calls back for entries of one incident; `sequence` 0 means: look into the table. Returns the way to stop. */
  subscribe: (incidentId: string, listener: Listener) => () => void
  state: () => "listening" | "reconnecting"
  stop: () => Promise<void>
}

/**
 * One LISTEN connection per process, outside the pool, fanned out to every reader. It pings itself, because a dead
 * connection is silent; after every reconnect all readers are told to look, so that nothing is lost in the gap.
 */
export function startTimelineBus(url: string): TimelineBus {
  const listeners = new Map<string, Set<Listener>>()
  let client: pg.Client | null = null
  let stopped = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const tell = (notice: TimelineNotice) => {
    for (const listener of listeners.get(notice.incidentId) ?? []) listener(notice)
  }
  const tellAll = () => {
    for (const incidentId of listeners.keys()) tell({ incidentId, sequence: anything })
  }

  const connect = async () => {
    if (stopped) return
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: "firebreak listen",
    })
    let lost = false
    const lose = () => {
      if (lost) return
      lost = true
      if (client === fresh) client = null
      fresh.end().catch(() => undefined)
      if (stopped) return
      timer = setTimeout(() => void connect(), retryMs[Math.min(failures, retryMs.length - 1)])
      failures += 1
    }
    fresh.on("error", lose)
    fresh.on("end", lose)
    fresh.on("notification", (message) => {
      const notice = parseNotice(message.payload)
      if (notice) tell(notice)
    })
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${timelineChannel}`)
      if (stopped) return void fresh.end().catch(() => undefined)
      client = fresh
      failures = 0
      tellAll()
      void ping(fresh, lose)
    } catch {
      lose()
    }
  }

  /** A query that does not come back in time means the connection is gone, whatever TCP believes. */
  const ping = async (on: pg.Client, lose: () => void) => {
    while (!stopped && client === on) {
      await new Promise((resolve) => setTimeout(resolve, pingMs).unref())
      if (stopped || client !== on) return
      const alive = await Promise.race([
        on.query("select 1").then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), pingMs).unref()),
      ])
      if (!alive) lose()
    }
  }

  void connect()
  return {
    subscribe: (incidentId, listener) => {
      const set = listeners.get(incidentId) ?? new Set()
      listeners.set(incidentId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(incidentId)
      }
    },
    state: () => (client ? "listening" : "reconnecting"),
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}

function parseNotice(payload: string | undefined): TimelineNotice | null {
  try {
    const value: unknown = JSON.parse(payload ?? "")
    if (typeof value === "object" && value !== null && "i" in value && "s" in value) {
      return { incidentId: String(value.i), sequence: Number(value.s) }
    }
  } catch {
    // Somebody else's notification on our channel: not ours to read.
  }
  return null
}
