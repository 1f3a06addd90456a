import { infiniteQueryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"
import type { TimelinePageDto, TimelineQueryInput } from "@/lib/timeline/schema"

/** Pages of the timeline under one filter; the key holds the filter, so that each filter has its own cache. */
export function timelineQuery(reference: string, filter: Omit<TimelineQueryInput, "cursor">) {
  return infiniteQueryOptions({
    queryKey: ["incident", reference, "timeline", filter],
    queryFn: ({ signal, pageParam }) => {
      const params = new URLSearchParams()
      for (const [key, value] of Object.entries({ ...filter, cursor: pageParam })) {
        if (value !== undefined && value !== null && value !== "") params.set(key, String(value))
      }
      return fetchJson<TimelinePageDto>(`${apiPaths.timeline(reference)}?${params}`, { signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}
