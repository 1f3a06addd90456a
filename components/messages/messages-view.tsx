"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { DrillInbox } from "@/components/messages/drill-inbox"
import { DueBand } from "@/components/messages/due-band"
import { MessageComposer } from "@/components/messages/message-composer"
import { SendPanel } from "@/components/messages/send-panel"
import { SentMessages } from "@/components/messages/sent-messages"
import { useComposer } from "@/components/messages/use-composer"
import { meQuery } from "@/lib/auth/queries"
import { incidentQuery } from "@/lib/incidents/queries"
import { messagesQuery } from "@/lib/messages/queries"

/** Tell the stakeholders: what is due, the text, to whom, and what became of earlier ones. */
export function MessagesView({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { data: messages } = useSuspenseQuery(messagesQuery(reference))
  const { data: me } = useSuspenseQuery(meQuery())
  const composer = useComposer(incident, messages.dueKind)
  return (
    <div className="mx-auto grid max-w-[1400px] items-start gap-3 p-3 xl:grid-cols-[minmax(0,1fr)_480px]">
      <div className="xl:col-span-2">
        <DueBand incident={incident} dueKind={messages.dueKind} />
      </div>
      <div className="grid min-w-0 gap-3 max-xl:contents">
        <div className="min-w-0 max-xl:order-1">
          <MessageComposer incident={incident} composer={composer} />
        </div>
        <div className="min-w-0 max-xl:order-3">
          <SentMessages reference={reference} data={messages} />
        </div>
      </div>
      <div className="grid min-w-0 gap-3 max-xl:contents">
        <div className="min-w-0 max-xl:order-2">
          <SendPanel incident={incident} messages={messages} composer={composer} by={me.name} />
        </div>
        {messages.inbox ? (
          <div className="min-w-0 max-xl:order-4">
            <DrillInbox items={messages.inbox} />
          </div>
        ) : null}
      </div>
    </div>
  )
}
