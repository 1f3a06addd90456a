import { queryOptions } from "@tanstack/react-query"
import type { DamageDto, DamageOverviewDto } from "@/lib/damage/schema"
import { fetchJson } from "@/lib/http/fetch-json"

/** Every damage of the incident, worst first, with the summary of the command view. */
export function damagesQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "damages"],
    queryFn: ({ signal }) => fetchJson<DamageOverviewDto>(`/api/incidents/${reference}/damages`, { signal }),
  })
}

export function damageQuery(reference: string, damageId: string) {
  return queryOptions({
    queryKey: ["incident", reference, "damages", damageId],
    queryFn: ({ signal }) =>
      fetchJson<DamageDto>(`/api/incidents/${reference}/damages/${damageId}`, { signal }),
  })
}
