/** Wait before the next try, ms: 1 s doubled per failure in a row, at most 15 s, with up to a quarter of spread. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const base = Math.min(15_000, 1000 * 2 ** Math.max(0, failures - 1))
  return Math.round(base * (1 + random() / 4))
}
