"use client"

import { useState } from "react"
import { DeliveryRow } from "@/components/messages/delivery-row"
import { MessageText } from "@/components/messages/message-text"
import { CopyButton } from "@/components/patterns/copy-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { Tag } from "@/components/ui/tag"
import type { DeliveryDto, MessageDto, MessagesDto } from "@/lib/messages/schema"
import { apiPaths } from "@/lib/paths"

/** What was sent, newest first, with what became of each delivery. */
export function SentMessages({ reference, data }: { reference: string; data: MessagesDto }) {
  const [doubt, setDoubt] = useState<DeliveryDto | null>(null)
  const retry = useSend<{ id: string }>({
    path: ({ id }) => apiPaths.retryDelivery(id),
    body: () => undefined,
    stale: [["incident", reference]],
    onSuccess: () => setDoubt(null),
  })
  return (
    <Panel title="Sent" aside={data.messages.length > 0 ? `${data.messages.length}, newest first` : null}>
      {data.messages.length === 0 ? (
        <EmptyState title="Nobody has been told yet">
          The initial message is due within five minutes of declaring.
        </EmptyState>
      ) : (
        <ol>
          {data.messages.map((message) => (
            <SentMessage
              key={message.id}
              message={message}
              mayNotSend={data.mayNotSend}
              sending={retry.isPending ? (retry.variables?.id ?? null) : null}
              onRetry={(delivery) =>
                delivery.state === "in_doubt" ? setDoubt(delivery) : retry.mutate({ id: delivery.id })
              }
            />
          ))}
        </ol>
      )}
      <ProblemNote error={doubt ? null : retry.error} />
      {doubt ? (
        <ReasonDialog
          title={`Send again to ${doubt.recipient}?`}
          description="The first one may have arrived: ask the recipient. Sending again may reach them twice."
          confirm="Send it again"
          busy={retry.isPending}
          error={retry.error}
          onConfirm={() => retry.mutate({ id: doubt.id })}
          onClose={() => setDoubt(null)}
        />
      ) : null}
    </Panel>
  )
}

function SentMessage({
  message,
  mayNotSend,
  sending,
  onRetry,
}: {
  message: MessageDto
  mayNotSend: string | null
  sending: string | null
  onRetry: (delivery: DeliveryDto) => void
}) {
  const lost =
    message.deliveries.length > 0 &&
    message.deliveries.every((d) => d.state === "failed" || d.state === "in_doubt")
  return (
    <li className="grid gap-2 border-t px-3.5 py-3 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-semibold text-14">
          <UntrustedText text={message.subject} />
        </h3>
        <Tag>{message.kind}</Tag>
        {message.edited ? <Tag>edited</Tag> : null}
      </div>
      <p className="text-12 text-ink-2">
        <UtcDateTime iso={message.sentAt} /> by <UntrustedText text={message.sentBy} max={60} />
        {message.nextUpdateAt ? (
          <>
            {" "}
            · next update promised by <UtcDateTime iso={message.nextUpdateAt} />
          </>
        ) : null}{" "}
        · timeline head <span className="machine">{message.headHash.slice(0, 16)}</span>
      </p>
      {lost ? (
        <p role="alert" className="border-agent border-l-2 pl-3 text-13">
          No channel is known to have taken this message. Copy it and tell people by hand.
        </p>
      ) : null}
      {message.statedDelivery ? (
        <p className="text-13">
          “<UntrustedText text={message.statedDelivery} />
          ”, stated by <UntrustedText text={message.sentBy} max={60} />
        </p>
      ) : null}
      <ul aria-label="Deliveries">
        {message.deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            refusal={mayNotSend}
            busy={sending === delivery.id}
            onRetry={() => onRetry(delivery)}
          />
        ))}
      </ul>
      <details>
        <summary className="inline-block min-h-6 text-13 underline">Read the text</summary>
        <div className="mt-2">
          <MessageText text={message.body} />
        </div>
      </details>
      <div>
        <CopyButton
          text={`${message.subject}\n\n${message.body}`}
          name={`Copy the text of “${message.subject}”`}
        >
          Copy the text
        </CopyButton>
      </div>
    </li>
  )
}
