import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import type { LiveDto } from "@/lib/live/schema"
import { apiPaths } from "@/lib/paths"

export function liveQuery(token: string) {
  return queryOptions({
    queryKey: ["live", token],
    queryFn: ({ signal }) => fetchJson<LiveDto>(apiPaths.live(token), { signal }),
  })
}
