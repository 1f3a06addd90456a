/** A part of the worker: runs until stopped, and can be woken before its next time. */
export type WorkerLoop = { name: string; wake: () => void; stop: () => Promise<void> }

/**
 * Calls `tick` again and again, never two at once: when woken, after the time it returns (ms; null for none), and in
 * any case every `sweepMs`. A tick that throws is logged and tried again at the next sweep. `stop` waits for the tick
 * under way.
 */
export function startLoop({
  name,
  sweepMs,
  tick,
  log = () => undefined,
}: {
  name: string
  sweepMs: number
  tick: () => Promise<number | null>
  log?: (message: string, detail?: Record<string, unknown>) => void
}): WorkerLoop {
  let stopped = false
  let woken = false
  let wakeUp: () => void = () => undefined
  const run = async () => {
    while (!stopped) {
      woken = false
      let wait = sweepMs
      try {
        const next = await tick()
        if (next !== null) wait = Math.min(sweepMs, Math.max(5, next))
      } catch (error) {
        log(`${name} stumbled`, { error: error instanceof Error ? error.message : String(error) })
      }
      if (stopped || woken) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wakeUp = () => undefined
    }
  }
  const finished = run()
  const wake = () => {
    woken = true
    wakeUp()
  }
  return {
    name,
    wake,
    stop: async () => {
      stopped = true
      wake()
      await finished
    },
  }
}
