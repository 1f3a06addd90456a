import { queryOptions } from "@tanstack/react-query"
import type { ApprovalsDto } from "@/lib/approvals/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

/** Steps that wait for an approval of their own. Invalidated by each timeline entry of the incident. */
export function approvalsQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "approvals"],
    queryFn: ({ signal }) => fetchJson<ApprovalsDto>(apiPaths.approvals(reference), { signal }),
  })
}
