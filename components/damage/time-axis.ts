export type TimeAxis = { from: number; to: number; at: (iso: string) => number; ticks: number[] }

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const steps = [
  10 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  7 * 24 * hour,
  30 * 24 * hour,
]

/** A scale over times: `at` is 0 to 1, clamped; at most eight ticks on round times. Pure. */
export function timeAxis(from: number, to: number): TimeAxis {
  const span = Math.max(to - from, 10 * second)
  const step = steps.find((each) => span / each <= 8) ?? span
  const first = Math.ceil(from / step) * step
  const ticks = Array.from({ length: 9 }, (_, i) => first + i * step).filter((tick) => tick <= from + span)
  return {
    from,
    to: from + span,
    ticks,
    at: (iso) => Math.min(1, Math.max(0, (Date.parse(iso) - from) / span)),
  }
}
