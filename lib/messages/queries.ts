import { queryOptions } from "@tanstack/react-query"
import { fetchJson } from "@/lib/http/fetch-json"
import type { DraftQuery, MessageDraftDto, MessagesDto } from "@/lib/messages/schema"
import { apiPaths } from "@/lib/paths"

export function messagesQuery(reference: string) {
  return queryOptions({
    queryKey: ["incident", reference, "messages"],
    queryFn: ({ signal }) => fetchJson<MessagesDto>(apiPaths.messages(reference), { signal }),
    // An accepted delivery is no entry of the timeline: what is on its way is looked at until it has ended.
    refetchInterval: ({ state }) => (state.data?.messages.some(isOnItsWay) ? 1_500 : false),
  })
}

function isOnItsWay(message: MessagesDto["messages"][number]): boolean {
  return message.deliveries.some((d) => d.state === "queued" || d.state === "sending")
}

/** Facts move: a draft is read afresh with every entry of the timeline. */
export function messageDraftQuery(reference: string, draft: DraftQuery) {
  return queryOptions({
    queryKey: ["incident", reference, "message-draft", draft],
    queryFn: ({ signal }) =>
      fetchJson<MessageDraftDto>(
        `${apiPaths.messages(reference)}/draft?${new URLSearchParams(
          Object.entries(draft).filter(([, value]) => value !== undefined),
        )}`,
        { signal },
      ),
    staleTime: 0,
  })
}
