import { queryOptions } from "@tanstack/react-query"
import type { AgentLogDto, DrillListItemDto } from "@/lib/drills/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

export function drillsQuery() {
  return queryOptions({
    queryKey: ["drills"],
    queryFn: ({ signal }) => fetchJson<{ drills: DrillListItemDto[] }>(apiPaths.drills(), { signal }),
  })
}

/** The agent's own terminal, read every two seconds while it works. */
export function agentLogQuery(reference: string) {
  return queryOptions({
    queryKey: ["agent-log", reference],
    queryFn: ({ signal }) =>
      fetchJson<AgentLogDto>(`${apiPaths.drills()}/${encodeURIComponent(reference)}/agent-log`, { signal }),
    refetchInterval: 2_000,
  })
}
