import "server-only"
import { randomUUID } from "node:crypto"
import os from "node:os"
import { keyedLock } from "@/lib/connectors/keyed-lock"
import { type ClaimedStep, claimSteps, untilNextDue } from "@/lib/plans/engine/claim-steps"
import type { Engine, Run } from "@/lib/plans/engine/engine"
import { releaseLeases, renewLeases } from "@/lib/plans/engine/renew-leases"
import { runStep } from "@/lib/plans/engine/run-step"
import { watchEveryMs, watchForMs } from "@/lib/plans/policy"
import { startLoop, type WorkerLoop } from "@/lib/worker/start-loop"

export type EngineOptions = Pick<Engine, "db" | "connectors" | "openConnection"> & Partial<Engine>

/**
 * Works through due steps until stopped: claims them, keeps their leases alive, drives each as far as it goes. Any
 * number of engines may run against one database.
 */
export function startEngine(options: EngineOptions): WorkerLoop {
  const engine: Engine = { ...defaults(), ...options }
  const active = new Map<string, Active>()
  const heart = setInterval(() => void beat(engine, active), engine.heartbeatMs)
  const loop = startLoop({
    name: "plan engine",
    sweepMs: engine.sweepMs,
    log: engine.log,
    tick: async () => {
      const { db, owner, leaseMs, perConnection } = engine
      const limit = engine.concurrency - active.size
      for (const claimed of await claimSteps({ db, owner, leaseMs, limit, perConnection }))
        launch(engine, active, claimed, () => loop.wake())
      return active.size < engine.concurrency ? untilNextDue(db) : null
    },
  })
  return {
    name: loop.name,
    wake: loop.wake,
    stop: async () => {
      await loop.stop()
      const all = () => Promise.allSettled([...active.values()].map((one) => one.finished))
      await Promise.race([all(), new Promise((resolve) => setTimeout(resolve, engine.graceMs).unref())])
      const held = [...active.values()].map(({ id, fence }) => ({ id, fence }))
      for (const one of active.values()) one.abort.abort(new Error("stopping"))
      await all()
      clearInterval(heart)
      await releaseLeases(engine.db, { owner: engine.owner, held }).catch(() => undefined)
    },
  }
}

type Active = {
  id: string
  fence: number
  abort: AbortController
  /** When the newest renewal that succeeded was asked for, by the monotonic clock. */
  renewedAt: number
  finished: Promise<void>
}

function launch(engine: Engine, active: Map<string, Active>, claimed: ClaimedStep, wake: () => void): void {
  const abort = new AbortController()
  const one: Active = { ...claimed, abort, renewedAt: performance.now(), finished: Promise.resolve() }
  const run: Run = {
    engine,
    stepId: claimed.id,
    fence: claimed.fence,
    takenFrom: claimed.takenFrom,
    signal: abort.signal,
    leaseHolds: () => !abort.signal.aborted && performance.now() - one.renewedAt < engine.leaseMs,
  }
  active.set(claimed.id, one)
  one.finished = runStep(run).finally(() => {
    if (active.get(claimed.id) === one) active.delete(claimed.id)
    wake()
  })
}

/** Renews what we hold; gives up what we lost, and what could not be renewed for as long as a lease lasts. */
async function beat(engine: Engine, active: Map<string, Active>): Promise<void> {
  const held = [...active.values()]
  if (held.length === 0) return
  const askedAt = performance.now()
  try {
    const { renewed, lost } = await renewLeases(engine.db, {
      owner: engine.owner,
      leaseMs: engine.leaseMs,
      held,
    })
    for (const one of held) {
      if (renewed.includes(one.id)) one.renewedAt = askedAt
      if (lost.includes(one.id)) one.abort.abort(new Error("the lease was lost"))
    }
  } catch (error) {
    engine.log("heartbeat failed", { error: error instanceof Error ? error.message : String(error) })
  }
  for (const one of held)
    if (performance.now() - one.renewedAt > engine.leaseMs) one.abort.abort(new Error("the lease ran out"))
}

function defaults(): Omit<Engine, "db" | "connectors" | "openConnection"> {
  return {
    owner: `${os.hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    leaseMs: 6000,
    heartbeatMs: 1500,
    sweepMs: 2000,
    concurrency: 64,
    perConnection: 16,
    readTimeoutMs: 20_000,
    graceMs: 10_000,
    watchForMs,
    watchEveryMs,
    commitLock: keyedLock(),
    now: () => new Date(),
    random: Math.random,
    log: () => undefined,
  }
}
