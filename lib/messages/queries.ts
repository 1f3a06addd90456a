import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import type { MessageDraftDto, MessageKind, MessagesDto } from "@/lib/messages/schema"
import { apiPaths } from "@/lib/paths"

export function messagesQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "messages"],
    queryFn: ({ signal }) => fetchJson<MessagesDto>(apiPaths.messages(reference), { signal }),
  })
}

/** Facts move: a draft is read afresh each time the composer opens. */
export function messageDraftQuery(reference: string, kind: MessageKind) {
  return queryOptions({
    queryKey: ["incident", reference, "message-draft", kind],
    queryFn: ({ signal }) =>
      fetchJson<MessageDraftDto>(`${apiPaths.messages(reference)}/draft?kind=${kind}`, { signal }),
    staleTime: 0,
  })
}
