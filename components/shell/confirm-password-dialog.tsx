"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { TextField } from "@/components/ui/field"
import { ApiProblem } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

/** Whether a request was refused only since the password was given too long ago. */
export function needsPassword(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "fresh-sign-in-needed"
}

/** Asks for the password again and then repeats what was refused for want of it. */
export function ConfirmPasswordDialog({
  onConfirmed,
  onClose,
}: {
  onConfirmed: () => void
  onClose: () => void
}) {
  const [password, setPassword] = useState("")
  const send = useSend<{ password: string }>({
    path: apiPaths.confirmPassword(),
    stale: [["me"], ["sessions"]],
    onSuccess: onConfirmed,
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title="Confirm your password"
      description="This asks for it when it was last given more than 15 minutes ago."
    >
      <form
        method="post"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!send.isPending && password) send.mutate({ password })
        }}
      >
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <ProblemNote error={send.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton
            type="submit"
            refusal={password ? null : "type it first"}
            busy={send.isPending ? "Checking…" : null}
          >
            Confirm
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
