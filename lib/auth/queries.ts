import { queryOptions } from "@tanstack/react-query"
import type { MeDto } from "@/lib/auth/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

/** Who the viewer is; roles can change, so it is read again now and then. */
export function meQuery() {
  return queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }) => fetchJson<MeDto>(apiPaths.me(), { signal }),
    staleTime: 30_000,
  })
}
