import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"
import type { WorkListDto } from "@/lib/work/schema"

/** Running work of an incident. Read again with each timeline entry, and while a look is under way. */
export function workQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "work"],
    queryFn: ({ signal }) => fetchJson<WorkListDto>(apiPaths.work(reference), { signal }),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 3000 : false),
  })
}

function isUnderWay(list: WorkListDto | undefined): boolean {
  return list?.look.state === "asked" || list?.look.state === "looking"
}
