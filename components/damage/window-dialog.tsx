"use client"

import { type FormEvent, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { SelectField, TextField } from "@/components/ui/field"
import type { RequestAssessmentInput } from "@/lib/assessment/schema"
import { parseUtc } from "@/lib/format"

const hour = 3_600_000
const windows = {
  hour: { label: "the last hour", ms: hour },
  day: { label: "the last 24 hours", ms: 24 * hour },
  week: { label: "the last 7 days", ms: 7 * 24 * hour },
  all: { label: "the last 90 days, all that event history keeps", ms: 90 * 24 * hour },
} as const

type Props = {
  serverNow: string
  busy: boolean
  error: unknown
  onRead: (input: RequestAssessmentInput) => void
  onClose: () => void
}

/** Which time is read: up to now and followed, or between two moments. */
export function WindowDialog({ serverNow, busy, error, onRead, onClose }: Props) {
  const [kind, setKind] = useState<keyof typeof windows | "between">("day")
  const [wrong, setWrong] = useState<string | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (kind !== "between") {
      onRead({ from: new Date(Date.parse(serverNow) - windows[kind].ms).toISOString() })
      return
    }
    const [from, to] = [parseUtc(String(form.get("from"))), parseUtc(String(form.get("to")))]
    if (!from || (form.get("to") && !to)) return setWrong("Write times as 2026-11-23 03:04.")
    setWrong(null)
    onRead(to ? { from, to } : { from })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Read the audit logs"
      description="A new reading replaces one that is under way. What was found stays."
    >
      <form className="grid gap-3" onSubmit={submit}>
        <SelectField
          label="Window"
          value={kind}
          onChange={(event) => setKind(event.target.value as typeof kind)}
          help="A longer window takes longer: event history answers two requests a second per region."
        >
          {Object.entries(windows).map(([name, { label }]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
          <option value="between">between two moments</option>
        </SelectField>
        {kind === "between" ? (
          <>
            <TextField
              label="From (UTC)"
              name="from"
              placeholder="2026-11-23 03:04"
              required
              error={wrong ?? undefined}
              autoComplete="off"
            />
            <TextField
              label="To (UTC)"
              name="to"
              placeholder="2026-11-23 04:00"
              optional
              help="Without an end it is followed until 30 minutes after containment."
              autoComplete="off"
            />
          </>
        ) : null}
        <ProblemNote error={error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton type="submit" busy={busy ? "Asking…" : null}>
            Read it
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
