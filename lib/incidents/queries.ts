import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import type { IncidentDto, IncidentListDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

export function incidentQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "head"],
    queryFn: ({ signal }) => fetchJson<IncidentDto>(apiPaths.incident(reference), { signal }),
  })
}

export function incidentsQuery() {
  return queryOptions({
    queryKey: ["incidents"],
    queryFn: ({ signal }) => fetchJson<IncidentListDto>(apiPaths.incidents(), { signal }),
    refetchInterval: 10_000,
  })
}
