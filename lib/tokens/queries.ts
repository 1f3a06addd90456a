import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"
import type { TokensDto } from "@/lib/tokens/schema"

export function tokensQuery() {
  return queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => fetchJson<TokensDto>(apiPaths.tokens(), { signal }),
  })
}
