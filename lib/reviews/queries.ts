import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"
import type { ReportListItemDto, ReviewDto } from "@/lib/reviews/schema"

export function reviewQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "review"],
    queryFn: ({ signal }) => fetchJson<ReviewDto>(apiPaths.review(reference), { signal }),
  })
}

export function reportsQuery(includeDrills: boolean) {
  return queryOptions({
    queryKey: ["reports", { includeDrills }],
    queryFn: ({ signal }) =>
      fetchJson<ReportListItemDto[]>(`${apiPaths.reports()}${includeDrills ? "?drills=true" : ""}`, {
        signal,
      }),
  })
}
