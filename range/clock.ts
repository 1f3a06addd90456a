/** Wall clock of the practice cloud, in ms since the epoch. Tests inject their own to jump ahead. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A fixed delay in ms, or a pair [least, most] from which each use draws. */
export type Delay = number | readonly [number, number]

export function drawDelay(delay: Delay): number {
  if (typeof delay === "number") return delay
  const [least, most] = delay
  return least + Math.random() * (most - least)
}

export function longestDelay(delay: Delay): number {
  return typeof delay === "number" ? delay : delay[1]
}
