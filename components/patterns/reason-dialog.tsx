"use client"

import { type ReactNode, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { TextArea, TextField } from "@/components/ui/field"

type Props = {
  title: ReactNode
  description?: ReactNode
  /** What the typed sentence is: "Why", "What was done". Absent: no sentence is asked. */
  ask?: string
  help?: string
  optional?: boolean
  /** A name that must be typed first, for what cannot be undone. */
  typedName?: string
  confirm: string
  busy: boolean
  error: unknown
  onConfirm: (reason: string) => void
  onClose: () => void
}

/** Asks for a reason, or for a typed name where nothing can be undone, before a press. */
export function ReasonDialog(props: Props) {
  const { title, description, ask, help, optional = false, typedName, confirm, busy, error } = props
  const [reason, setReason] = useState("")
  const [typed, setTyped] = useState("")
  const missing =
    typedName && typed.trim() !== typedName
      ? "type the name first"
      : ask && !optional && reason.trim() === ""
        ? "write a sentence first"
        : null
  return (
    <Dialog open onClose={props.onClose} title={title} description={description}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!missing && !busy) props.onConfirm(reason.trim())
        }}
      >
        {ask ? (
          <TextArea
            label={ask}
            help={help}
            optional={optional}
            value={reason}
            rows={3}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : null}
        {typedName ? (
          <TextField
            label={`Type ${typedName} to confirm`}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        ) : null}
        <ProblemNote error={error} />
        <DialogActions>
          <Button onClick={props.onClose}>Back</Button>
          <ActionButton type="submit" refusal={missing} busy={busy ? "Sending…" : null}>
            {confirm}
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
