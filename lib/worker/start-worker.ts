import "server-only"
import type { PrismaClient } from "@/lib/db/generated/client"
import { type EngineOptions, startEngine } from "@/lib/plans/engine/start-engine"
import type { World } from "@/lib/plans/world"
import type { WorkerLoop } from "@/lib/worker/start-loop"
import { startWaker } from "@/lib/worker/start-waker"

export type WorkerOptions = {
  db: PrismaClient
  /** For the queue's own connection, which listens. */
  databaseUrl: string
  log?: (message: string, detail?: Record<string, unknown>) => void
  world: World
  engine?: Partial<EngineOptions>
}

/**
 * Everything that works in the background: plan engine, outbox, assessments. Any number of instances may run. `stop`
 * lets calls under way end (up to 10 s), then gives the leases back.
 */
export async function startWorker({
  db,
  databaseUrl,
  log = () => undefined,
  world,
  engine,
}: WorkerOptions): Promise<{ stop: () => Promise<void> }> {
  const steps: WorkerLoop = startEngine({ db, ...world, log, ...engine })
  const waker = startWaker({ databaseUrl, loops: { steps }, log })
  return {
    stop: async () => {
      await waker.stop()
      await Promise.all([steps.stop()])
    },
  }
}
