import { queryOptions } from "@tanstack/react-query"
import type { AccountsDto, PeopleDto, SessionsDto } from "@/lib/accounts/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

export function accountsQuery() {
  return queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => fetchJson<AccountsDto>(apiPaths.accounts(), { signal }),
  })
}

export function sessionsQuery() {
  return queryOptions({
    queryKey: ["sessions"],
    queryFn: ({ signal }) => fetchJson<SessionsDto>(apiPaths.sessions(), { signal }),
  })
}

export function peopleQuery() {
  return queryOptions({
    queryKey: ["people"],
    queryFn: ({ signal }) => fetchJson<PeopleDto>(apiPaths.people(), { signal }),
    staleTime: 30_000,
  })
}
