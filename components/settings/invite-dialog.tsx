"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ShownOnce } from "@/components/settings/shown-once"
import { useGuardedSend } from "@/components/shell/use-guarded-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { SelectField, TextField } from "@/components/ui/field"
import type { CreatedInvitationDto, CreateInvitationInput } from "@/lib/accounts/schema"
import { type AccountRole, accountRoles } from "@/lib/auth/policy"
import { ApiProblem } from "@/lib/http/fetch-json"
import { apiPaths } from "@/lib/paths"

/** Makes a one-time link for a new account and shows it once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [role, setRole] = useState<AccountRole>("operator")
  const [email, setEmail] = useState("")
  const [days, setDays] = useState(7)
  const send = useGuardedSend<CreateInvitationInput, CreatedInvitationDto>({
    path: apiPaths.invitations(),
    stale: [["accounts"]],
  })
  if (send.data) {
    return (
      <ShownOnce
        title="The invitation"
        description={`Makes one ${send.data.role}${send.data.email ? ` with the address ${send.data.email}` : ""}. Send it over a channel you trust: it is not shown again.`}
        text={new URL(send.data.path, location.origin).href}
        copy="Copy the link"
        onClose={onClose}
      />
    )
  }
  const problem =
    send.error instanceof ApiProblem
      ? send.error.fields.find((field) => field.path === "email")?.message
      : undefined
  return (
    <>
      <Dialog open onClose={onClose} title="Invite somebody" description="You get a one-time link to send.">
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (!send.isPending) send.mutate({ role, email: email.trim() || null, days })
          }}
        >
          <SelectField
            label="Role"
            value={role}
            help="A viewer reads and writes notes; an operator works incidents; an administrator does all."
            onChange={(event) =>
              setRole(accountRoles.find((each) => each === event.target.value) ?? "viewer")
            }
          >
            {accountRoles.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </SelectField>
          <TextField
            label="E-mail"
            optional
            type="email"
            value={email}
            error={problem}
            help="When given, the link makes an account for this address only. Nothing is sent to it."
            onChange={(event) => setEmail(event.target.value)}
          />
          <SelectField
            label="Works for"
            value={String(days)}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            <option value="1">1 day</option>
            <option value="7">7 days</option>
            <option value="30">30 days</option>
          </SelectField>
          <ProblemNote error={send.shownError} />
          <DialogActions>
            <Button onClick={onClose}>Back</Button>
            <ActionButton type="submit" busy={send.isPending ? "Making…" : null}>
              Make the link
            </ActionButton>
          </DialogActions>
        </form>
      </Dialog>
      {send.asked}
    </>
  )
}
