import { queryOptions } from "@tanstack/react-query"
import type { ContactsDto } from "@/lib/contacts/schema"
import { fetchJson } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

export function contactsQuery() {
  return queryOptions({
    queryKey: ["contacts"],
    queryFn: ({ signal }) => fetchJson<ContactsDto>(apiPaths.contacts(), { signal }),
  })
}
