"use client"

import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { formatUtcDateTime } from "@/lib/format"
import { messageCadenceMs } from "@/lib/incidents/policy"
import type { IncidentDto } from "@/lib/incidents/schema"
import { findUnprovenClaims } from "@/lib/messages/find-unproven-claims"
import { movePromise, promiseAt } from "@/lib/messages/promise-at"
import { messageDraftQuery } from "@/lib/messages/queries"
import type { MessageKind } from "@/lib/messages/schema"

type Text = { subject: string; body: string }
/** `from` is the draft the person began with, to tell when the facts have moved since. */
type Edit = Text & { from: Text }

/** The text being written, per kind: the draft of the facts until somebody types, then theirs. */
export function useComposer(incident: IncidentDto, dueKind: MessageKind) {
  const [chosen, choose] = useState<MessageKind | null>(null)
  const [edits, setEdits] = useState<Partial<Record<MessageKind, Edit>>>({})
  const [minutes, setMinutes] = useState(messageCadenceMs(incident.severity) / 60_000)
  const [promised, setPromised] = useState(() => promiseAt(Date.parse(incident.serverNow), minutes))
  const [reviewOn, setReviewOn] = useState("")
  const [claimReason, setClaimReason] = useState("")
  const kind = chosen ?? dueKind
  const nextUpdateAt = kind === "resolution" ? null : promised
  const { data, error } = useQuery({
    ...messageDraftQuery(incident.reference, {
      kind,
      ...(nextUpdateAt ? { nextUpdateAt } : {}),
      ...(kind === "resolution" && reviewOn ? { reviewOn } : {}),
    }),
    placeholderData: (earlier) => earlier,
  })
  const draft = data?.kind === kind ? data : null
  const edit = edits[kind]
  const text: Text | null = edit ?? draft
  const claims = text
    ? findUnprovenClaims(`${text.subject}\n${text.body}`, draft?.facts.containment ?? incident.containment)
    : []
  const write = (change: Partial<Text>) => {
    if (!text) return
    const from = edit?.from ?? { subject: text.subject, body: text.body }
    setEdits({ ...edits, [kind]: { subject: text.subject, body: text.body, from, ...change } })
  }
  const promise = (inMinutes: number, nowMs: number) => {
    const next = promiseAt(nowMs, inMinutes)
    const moved = (body: string) => movePromise(body, formatUtcDateTime(promised), formatUtcDateTime(next))
    setMinutes(inMinutes)
    setPromised(next)
    if (edit)
      setEdits({
        ...edits,
        [kind]: { ...edit, body: moved(edit.body), from: { ...edit.from, body: moved(edit.from.body) } },
      })
  }
  return {
    kind,
    choose,
    text,
    error,
    write,
    edited: edit !== undefined,
    /** The facts say something else than when the person began to write. */
    moved: Boolean(edit && draft && (edit.from.body !== draft.body || edit.from.subject !== draft.subject)),
    takeDraft: () => setEdits({ ...edits, [kind]: undefined }),
    minutes,
    nextUpdateAt,
    promise,
    reviewOn,
    setReviewOn,
    claims,
    claimReason,
    setClaimReason,
    /** After sending: back to the draft, to what is due next and to a promise counted from now. */
    clear: (nowMs: number) => {
      setEdits({ ...edits, [kind]: undefined })
      setPromised(promiseAt(nowMs, minutes))
      setClaimReason("")
      choose(null)
    },
  }
}

export type Composer = ReturnType<typeof useComposer>
