import { queryOptions } from "@tanstack/react-query"
import type { ConnectionDto } from "@/lib/connections/schema"
import { fetchJson } from "@/lib/http/fetch-json"

export function connectionsQuery() {
  return queryOptions({
    queryKey: ["connections"],
    queryFn: ({ signal }) => fetchJson<ConnectionDto[]>("/api/connections", { signal }),
  })
}

export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: ["connections", id],
    queryFn: ({ signal }) => fetchJson<ConnectionDto>(connectionPaths.one(id), { signal }),
  })
}

/** Where each press goes. POST unless said otherwise. */
export const connectionPaths = {
  all: () => "/api/connections",
  /** GET and PATCH. */
  one: (id: string) => `/api/connections/${id}`,
  archive: (id: string) => `/api/connections/${id}/archive`,
  check: (id: string) => `/api/connections/${id}/check`,
  suspects: (id: string) => `/api/connections/${id}/suspects`,
  resolve: (id: string) => `/api/connections/${id}/resolve`,
  /** One press on a suspect. */
  contain: (id: string) => `/api/connections/${id}/contain`,
  protect: (id: string) => `/api/connections/${id}/protected`,
  /** DELETE. */
  unprotect: (id: string, protectedId: string) => `/api/connections/${id}/protected/${protectedId}`,
}
