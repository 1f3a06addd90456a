import "server-only"
import { PgBoss } from "pg-boss"
import type { WorkerLoop } from "@/lib/worker/start-loop"
import { type WakeQueue, wakeQueues, wakeSchema } from "@/lib/worker/wake-queues"

const retryMs = 10_000

/**
 * Listens for wake-ups through pg-boss, whose tables it installs on first use. Every loop also sweeps by itself, so
 * while pg-boss cannot be started work goes on, a little later; it is tried again every 10 s.
 */
export function startWaker({
  databaseUrl,
  loops,
  log,
}: {
  databaseUrl: string
  loops: Partial<Record<WakeQueue, WorkerLoop>>
  log: (message: string, detail?: Record<string, unknown>) => void
}): { stop: () => Promise<void> } {
  let boss: PgBoss | null = null
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const attempt = async () => {
    try {
      const started = await listen(databaseUrl, loops, log)
      if (stopped) await started.stop({ graceful: false })
      else boss = started
    } catch (error) {
      log("wake-ups are off, sweeping instead", {
        error: error instanceof Error ? error.message : String(error),
      })
      if (!stopped) timer = setTimeout(() => void attempt(), retryMs)
    }
  }
  const first = attempt()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await first
      await boss?.stop({ graceful: false }).catch(() => undefined)
    },
  }
}

async function listen(
  databaseUrl: string,
  loops: Partial<Record<WakeQueue, WorkerLoop>>,
  log: (message: string, detail?: Record<string, unknown>) => void,
): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: wakeSchema,
    max: 2,
    useListenNotify: true,
    schedule: false,
  })
  boss.on("error", (error) => log("wake-ups stumbled", { error: error.message }))
  try {
    await boss.start()
    for (const queue of wakeQueues) {
      // A wake-up is worth nothing once it is old: the sweep has been there.
      if (!(await boss.getQueue(queue)))
        await boss.createQueue(queue, {
          notify: true,
          retryLimit: 0,
          retentionSeconds: 60,
          deleteAfterSeconds: 60,
        })
      const loop = loops[queue]
      if (loop)
        await boss.work(queue, { pollingIntervalSeconds: 1, batchSize: 20 }, async () => {
          loop.wake()
        })
    }
    return boss
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined)
    throw error
  }
}
