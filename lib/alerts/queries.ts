import { queryOptions } from "@tanstack/react-query"
import type { AlertPageDto } from "@/lib/alerts/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

export function alertLinkQuery(token: string) {
  return queryOptions({
    queryKey: ["alert-link", token],
    queryFn: ({ signal }) => fetchJson<AlertPageDto>(apiPaths.alertLink(token), { signal }),
    refetchInterval: 10_000,
  })
}
