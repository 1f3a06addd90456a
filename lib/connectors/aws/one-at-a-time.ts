const tails = new Map<string, Promise<unknown>>()

/**
 * One at a time per key, in the order of asking. Policies that are read, merged and put back have no version to compare:
 * steps of one plan would overwrite each other. Other processes are not held off; the read-back finds that.
 */
export async function oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve()
  const mine = before.then(work, work)
  const tail = mine.catch(() => undefined)
  tails.set(key, tail)
  try {
    return await mine
  } finally {
    if (tails.get(key) === tail) tails.delete(key)
  }
}
