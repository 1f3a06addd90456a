import { queryOptions } from "@tanstack/react-query"
import type { AgentDto } from "@/lib/agents/schema"
import { fetchJson } from "@/lib/http/fetch-json"

export function agentsQuery() {
  return queryOptions({
    queryKey: ["agents"],
    queryFn: ({ signal }) => fetchJson<AgentDto[]>(agentPaths.all(), { signal }),
  })
}

export function agentQuery(id: string) {
  return queryOptions({
    queryKey: ["agents", id],
    queryFn: ({ signal }) => fetchJson<AgentDto>(agentPaths.one(id), { signal }),
  })
}

/** Where each press goes. POST unless said otherwise. */
export const agentPaths = {
  all: () => "/api/agents",
  /** GET and PATCH. */
  one: (id: string) => `/api/agents/${id}`,
  archive: (id: string) => `/api/agents/${id}/archive`,
  credentials: (id: string) => `/api/agents/${id}/credentials`,
  /** DELETE. */
  credential: (id: string, credentialId: string) => `/api/agents/${id}/credentials/${credentialId}`,
  /** What is this key? Over one connection or all. */
  find: () => "/api/agents/find-credential",
}
