/**
 * Runs tasks at most `size` at a time while they are still being found. `add` waits while the pool is full; `end`
 * waits for all. The first task that throws stops the pool: both then throw what it threw.
 */
export function boundedPool(size: number): {
  add: (task: () => Promise<void>) => Promise<void>
  end: () => Promise<void>
} {
  const active = new Set<Promise<void>>()
  let failed: { error: unknown } | null = null
  const check = () => {
    if (failed) throw failed.error
  }
  return {
    add: async (task) => {
      while (active.size >= size) await Promise.race(active)
      check()
      const run: Promise<void> = task()
        .catch((error: unknown) => {
          failed ??= { error }
        })
        .finally(() => active.delete(run))
      active.add(run)
    },
    end: async () => {
      await Promise.all(active)
      check()
    },
  }
}
