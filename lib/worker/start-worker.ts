import "server-only"
import { escalateAlerts } from "@/lib/alerts/escalate-alerts"
import { startAssessments } from "@/lib/assessment/run-assessments"
import { startOptions } from "@/lib/damage/run-options"
import type { PrismaClient } from "@/lib/db/generated/client"
import { startOutbox } from "@/lib/deliveries/run-outbox"
import { type EngineOptions, startEngine } from "@/lib/plans/engine/start-engine"
import type { World } from "@/lib/plans/world"
import { startLooks } from "@/lib/work/run-looks"
import { startLoop } from "@/lib/worker/start-loop"
import { startWaker } from "@/lib/worker/start-waker"

export type WorkerOptions = {
  db: PrismaClient
  /** For the queue's own connection, which listens. */
  databaseUrl: string
  world: World
  /** Bundle that reads one assessment in a process of its own; without it readings run here. */
  assessScript?: string
  log?: (message: string, detail?: Record<string, unknown>) => void
  engine?: Partial<EngineOptions>
}

/**
 * Everything that works in the background: plan engine, outbox, assessments, ways back, running work, escalation of alerts. Any number of
 * instances may run. `stop` lets calls under way end (up to 10 s), then gives the leases back.
 */
export async function startWorker({
  db,
  databaseUrl,
  world,
  assessScript,
  log = () => undefined,
  engine,
}: WorkerOptions): Promise<{ stop: () => Promise<void> }> {
  const steps = startEngine({ db, ...world, log, ...engine })
  const deliveries = startOutbox({ db, log })
  const assessments = startAssessments({ db, log, ...(assessScript ? { script: assessScript } : {}) })
  const options = startOptions({ db, world, now: () => new Date(), log })
  const looks = startLooks({ db, world, now: () => new Date(), log })
  const alerts = startLoop({
    name: "alerts",
    sweepMs: 2000,
    tick: async () => ((await escalateAlerts(db, new Date())) > 0 ? 0 : null),
    log,
  })
  const waker = startWaker({ databaseUrl, loops: { steps, deliveries, assessments }, log })
  return {
    stop: async () => {
      await waker.stop()
      await Promise.all([steps, deliveries, assessments, options, looks, alerts].map((loop) => loop.stop()))
    },
  }
}
