"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { CheckField, TextArea, TextField } from "@/components/ui/field"
import { apiPaths } from "@/lib/paths"

/** A fact that happened earlier and was learnt only now: it stands at its own time, with both times told. */
export function FactDialog({ reference, onClose }: { reference: string; onClose: () => void }) {
  const [text, setText] = useState("")
  const [at, setAt] = useState("")
  const [internal, setInternal] = useState(false)
  const send = useSend<{ text: string; occurredAt: string; internal: boolean }>({
    path: `${apiPaths.incident(reference)}/facts`,
    stale: [["incident", reference]],
    onSuccess: onClose,
  })
  const missing = text.trim() === "" ? "write what happened first" : at === "" ? "say when first" : null
  return (
    <Dialog
      open
      onClose={onClose}
      title="Insert a fact"
      description="For what happened earlier and was learnt only now. It cannot be changed afterwards."
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!missing && !send.isPending) send.mutate({ text, occurredAt: asInstant(at), internal })
        }}
      >
        <TextArea
          label="What happened"
          rows={4}
          maxLength={5_000}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        <TextField
          label="When it happened (UTC)"
          type="datetime-local"
          step={1}
          value={at}
          onChange={(e) => setAt(e.target.value)}
        />
        <CheckField
          label="Internal"
          help="Not shown on the live page."
          checked={internal}
          onChange={(e) => setInternal(e.target.checked)}
        />
        <ProblemNote error={send.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton type="submit" refusal={missing} busy={send.isPending ? "Sending…" : null}>
            Insert it
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** What a browser's field for date and time holds, read as UTC. */
function asInstant(local: string): string {
  return new Date(`${local}Z`).toISOString()
}
