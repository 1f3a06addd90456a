/** One measured figure. `ratio` is how much better than the reference we are; above 1 we win. */
export type Figure = { name: string; value: number; unit: string; ratio: number | null; reference: string }

export type Bench = { name: string; run: () => Promise<Figure[]> }

export const round = (value: number, digits = 2) => Number(value.toFixed(digits))

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
