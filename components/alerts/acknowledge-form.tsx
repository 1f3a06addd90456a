"use client"

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { TextField } from "@/components/ui/field"
import { alertLinkQuery } from "@/lib/alerts/queries"
import type { AlertPageDto } from "@/lib/alerts/schema"
import { apiPaths } from "@/lib/paths"

/** Acknowledges by a press, never by opening: mail scanners open links. */
export function AcknowledgeForm({ token }: { token: string }) {
  const client = useQueryClient()
  const query = alertLinkQuery(token)
  const { data: alert } = useSuspenseQuery(query)
  const [name, setName] = useState(alert.contact)
  const send = useSend<{ name: string }, AlertPageDto>({
    path: apiPaths.alertLink(token),
    stale: [query.queryKey],
    onSuccess: (after) => client.setQueryData(query.queryKey, after),
  })
  if (alert.acknowledgedAt) {
    return (
      <div role="status" className="rounded-2 border-[1.5px] border-ink px-4 py-3">
        <p className="font-semibold text-16">
          Acknowledged by <UntrustedText text={alert.acknowledgedBy ?? "somebody"} max={80} />
        </p>
        <p className="text-13 text-ink-2">
          <UtcDateTime iso={alert.acknowledgedAt} />, as stated. It does not escalate further from here.
        </p>
      </div>
    )
  }
  if (alert.closedAt) {
    return (
      <div role="status" className="rounded-2 border px-4 py-3">
        <p className="font-semibold text-16">There is nothing left to acknowledge</p>
        <p className="text-13 text-ink-2">
          The incident was resolved <UtcDateTime iso={alert.closedAt} />; nobody acknowledged this alert.
        </p>
      </div>
    )
  }
  const still = name.trim() === "" ? "type your name" : null
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!still && !send.isPending) send.mutate({ name: name.trim() })
      }}
    >
      {alert.escalatedAt ? (
        <p className="text-13">
          Nobody acknowledged in time; it was escalated <UtcDateTime iso={alert.escalatedAt} />. You can still
          acknowledge.
        </p>
      ) : null}
      <TextField
        label="Your name"
        value={name}
        maxLength={120}
        autoComplete="name"
        help="Stands on the incident's page as who acknowledged."
        onChange={(event) => setName(event.target.value)}
      />
      <ProblemNote error={send.error} />
      <ActionButton
        type="submit"
        tone="move"
        size="lg"
        className="justify-center"
        refusal={still}
        busy={send.isPending ? "Acknowledging…" : null}
      >
        Acknowledge: I am on it
      </ActionButton>
    </form>
  )
}
