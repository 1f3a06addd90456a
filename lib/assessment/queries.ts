import { queryOptions } from "@tanstack/react-query"
import type {
  AssessmentOverviewDto,
  EffectPageDto,
  EffectsQuery,
  EvidenceDto,
  IdentityDto,
} from "@/lib/assessment/schema"
import { fetchJson } from "@/lib/http/fetch-json"

/** All keys begin with ["incident", reference], so an arriving timeline entry refreshes them. */
export function assessmentQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "assessments"],
    queryFn: ({ signal }) =>
      fetchJson<AssessmentOverviewDto>(`/api/incidents/${reference}/assessments`, { signal }),
  })
}

export function identitiesQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "identities"],
    queryFn: ({ signal }) => fetchJson<IdentityDto[]>(`/api/incidents/${reference}/identities`, { signal }),
  })
}

export function effectsQuery(reference: string, filter: Partial<EffectsQuery> = {}) {
  return queryOptions({
    queryKey: ["incident", reference, "effects", filter],
    queryFn: ({ signal }) =>
      fetchJson<EffectPageDto>(`/api/incidents/${reference}/effects${effectsSearch(filter)}`, { signal }),
  })
}

export function evidenceQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "evidence"],
    queryFn: ({ signal }) => fetchJson<EvidenceDto[]>(`/api/incidents/${reference}/evidence`, { signal }),
  })
}

/** "?identity=…" for the JSON page or, with format csv, for the download link. */
export function effectsSearch(filter: Partial<EffectsQuery>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(filter)) if (value !== undefined) search.set(key, String(value))
  const text = search.toString()
  return text ? `?${text}` : ""
}
