import type { MetricSummary, ReportListItemDto } from "@/lib/reviews/schema"

/**
 * Median and 90th percentile per severity and metric, over real incidents alone. A missing duration is left out and
 * counted as such, never taken as zero. Pure; severities in order, those without an incident absent.
 */
export function summariseReports(reports: readonly ReportListItemDto[]): MetricSummary[] {
  const real = reports.filter((report) => !report.isDrill)
  const severities = [...new Set(real.map((report) => report.severity))].toSorted((a, b) => a - b)
  return severities.flatMap((severity) => {
    const group = real.filter((report) => report.severity === severity)
    return (group[0]?.metrics ?? []).map(({ name, definition }) => {
      const known = group
        .map((report) => report.metrics.find((m) => m.name === name)?.milliseconds ?? null)
        .filter((ms): ms is number => ms !== null)
        .toSorted((a, b) => a - b)
      return {
        severity,
        name,
        definition,
        count: known.length,
        without: group.length - known.length,
        medianMs: median(known),
        p90Ms: known[Math.ceil(known.length * 0.9) - 1] ?? null,
      }
    })
  })
}

/** Of sorted figures; the mean of the middle two when their number is even. */
function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2
}
