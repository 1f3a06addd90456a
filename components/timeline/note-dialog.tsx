"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { CheckField, TextArea } from "@/components/ui/field"
import { apiPaths } from "@/lib/paths"

/** A note on the timeline, in Markdown. Internal notes stay off the live page. */
export function NoteDialog({ reference, onClose }: { reference: string; onClose: () => void }) {
  const [text, setText] = useState("")
  const [internal, setInternal] = useState(false)
  const send = useSend<{ text: string; internal: boolean }>({
    path: `${apiPaths.incident(reference)}/notes`,
    stale: [["incident", reference]],
    onSuccess: onClose,
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="Note"
      description="It cannot be changed afterwards; it can be corrected by a new entry or redacted."
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() && !send.isPending) send.mutate({ text, internal })
        }}
      >
        <TextArea
          label="Text"
          help="Markdown"
          rows={6}
          maxLength={20_000}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        <CheckField
          label="Internal"
          help="Not shown on the live page."
          checked={internal}
          onChange={(e) => setInternal(e.target.checked)}
        />
        <ProblemNote error={send.error} />
        <DialogActions>
          <ActionButton
            type="submit"
            refusal={text.trim() ? null : "write something first"}
            busy={send.isPending ? "Writing…" : null}
          >
            Write the note
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
