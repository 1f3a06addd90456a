import type { ReportListItemDto } from "@/lib/reviews/schema"

export const reviewStates = ["none", "draft", "in_review", "reviewed"] as const

/** Reports that match every given part of the filter; text is looked for in number and title, without case. */
export function filterReports(
  reports: readonly ReportListItemDto[],
  filter: {
    drills: boolean
    severity: number | null
    review: (typeof reviewStates)[number] | null
    text: string
  },
): ReportListItemDto[] {
  const text = filter.text.trim().toLowerCase()
  return reports.filter(
    (report) =>
      (filter.drills || !report.isDrill) &&
      (filter.severity === null || report.severity === filter.severity) &&
      (filter.review === null || report.reviewState === filter.review) &&
      `${report.reference} ${report.title}`.toLowerCase().includes(text),
  )
}
