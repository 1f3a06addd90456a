"use client"

import { useState } from "react"
import { MessageText } from "@/components/messages/message-text"
import { RecipientList } from "@/components/messages/recipient-list"
import type { Composer } from "@/components/messages/use-composer"
import { ActionButton } from "@/components/patterns/action-button"
import { CopyButton } from "@/components/patterns/copy-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useNow } from "@/components/patterns/use-now"
import { useSend } from "@/components/patterns/use-send"
import { formatPlural } from "@/lib/format"
import type { IncidentDto } from "@/lib/incidents/schema"
import { composeBody, composeText } from "@/lib/messages/compose-body"
import type { MessageDto, MessagesDto, SendMessageInput } from "@/lib/messages/schema"
import { apiPaths } from "@/lib/paths"

type Props = { incident: IncidentDto; messages: MessagesDto; composer: Composer; by: string }

/** To whom, exactly what, and the press. The text can be copied whatever the channels do. */
export function SendPanel({ incident, messages, composer, by }: Props) {
  const { reference } = incident
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [byHand, setByHand] = useState("")
  const now = useNow(incident.serverNow)
  const send = useSend<SendMessageInput, MessageDto>({
    path: apiPaths.messages(reference),
    stale: [["incident", reference], ["incidents"]],
    onSuccess: () => {
      composer.clear(now)
      setByHand("")
    },
  })
  const { text, claims, claimReason, nextUpdateAt } = composer
  const to = messages.recipients.filter((recipient) => !left.has(recipient.contactId))
  const stated = claims.length > 0 && claimReason.trim() ? { by, reason: claimReason.trim() } : null
  const refusal =
    messages.mayNotSend ??
    refusalOf({
      text: Boolean(text?.subject.trim() && text.body.trim()),
      unstated: claims.length > 0 && !stated,
      passed: nextUpdateAt !== null && Date.parse(nextUpdateAt) <= now,
      told: to.length > 0 || byHand.trim() !== "",
    })
  const press = () => {
    if (!text) return
    send.mutate({
      kind: composer.kind,
      subject: text.subject,
      body: text.body,
      nextUpdateAt,
      contactIds: to.map((recipient) => recipient.contactId),
      ...(composer.kind === "resolution" && composer.reviewOn ? { reviewOn: composer.reviewOn } : {}),
      ...(stated ? { claimReason: stated.reason } : {}),
      ...(byHand.trim() ? { statedDelivery: byHand.trim() } : {}),
    })
  }
  return (
    <Panel title="What is sent">
      <RecipientList
        messages={messages}
        isDrill={incident.isDrill}
        left={left}
        onChange={setLeft}
        byHand={byHand}
        onByHand={setByHand}
      />
      {text ? (
        <section aria-label="Preview" className="grid gap-2 border-t px-3.5 py-3">
          <p className="font-semibold text-14">
            <UntrustedText text={text.subject} />
          </p>
          <MessageText text={composeBody({ text: text.body, stated, reference, headHash: null })} />
        </section>
      ) : null}
      <div className="grid gap-2 border-t px-3.5 py-3">
        <ProblemNote error={send.error} />
        <div className="flex flex-wrap items-center gap-2">
          <ActionButton
            tone="move"
            size="lg"
            refusal={refusal}
            busy={send.isPending ? "Sending…" : null}
            onClick={press}
          >
            {to.length > 0 ? `Send to ${formatPlural(to.length, "recipient")}` : "Record as told by hand"}
          </ActionButton>
          {text ? (
            <CopyButton text={`${text.subject}\n\n${composeText({ text: text.body, stated })}`}>
              Copy the text
            </CopyButton>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}

function refusalOf(facts: {
  text: boolean
  unstated: boolean
  passed: boolean
  told: boolean
}): string | null {
  if (!facts.text) return "write a subject and a text"
  if (facts.unstated) return "it claims what is not proven"
  if (facts.passed) return "the promised time has passed"
  return facts.told ? null : "choose a recipient, or say how it was told"
}
