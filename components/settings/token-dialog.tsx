"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ShownOnce } from "@/components/settings/shown-once"
import { useGuardedSend } from "@/components/shell/use-guarded-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { CheckField, SelectField, TextField } from "@/components/ui/field"
import { permissions } from "@/lib/auth/policy"
import { apiPaths } from "@/lib/paths"
import type { CreatedTokenDto, CreateTokenInput } from "@/lib/tokens/schema"

/** Makes a token and shows it once. */
export function TokenDialog({ scopes, onClose }: { scopes: readonly string[]; onClose: () => void }) {
  const [name, setName] = useState("")
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [days, setDays] = useState(90)
  const send = useGuardedSend<CreateTokenInput, CreatedTokenDto>({
    path: apiPaths.tokens(),
    stale: [["tokens"], ["accounts"]],
  })
  if (send.data) {
    return (
      <ShownOnce
        title={`The token ${send.data.name}`}
        description="Only its hash is kept: it is not shown again. Store it where the program reads its secrets."
        text={send.data.token}
        copy="Copy the token"
        onClose={onClose}
      />
    )
  }
  const still = name.trim() === "" ? "name it first" : chosen.length === 0 ? "choose a scope" : null
  const toggle = (scope: string) =>
    setChosen((old) => (old.includes(scope) ? old.filter((each) => each !== scope) : [...old, scope]))
  return (
    <>
      <Dialog open wide onClose={onClose} title="Make a token" description="Choose no more than it needs.">
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!still && !send.isPending) send.mutate({ name: name.trim(), scopes: [...chosen], days })
          }}
        >
          <div className="grid gap-3 sm:grid-cols-[1fr_160px]">
            <TextField
              label="Name"
              value={name}
              maxLength={120}
              help="What uses it, and where."
              onChange={(event) => setName(event.target.value)}
            />
            <SelectField
              label="Expires after"
              value={String(days)}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              <option value="1">1 day</option>
              <option value="30">30 days</option>
              <option value="90">90 days</option>
              <option value="365">1 year</option>
            </SelectField>
          </div>
          <fieldset className="grid gap-2.5 sm:grid-cols-2">
            <legend className="mb-1.5 font-medium text-13">Scopes</legend>
            {scopes.map((scope) => (
              <CheckField
                key={scope}
                label={<span className="machine">{scope}</span>}
                help={allows(scope)}
                checked={chosen.includes(scope)}
                onChange={() => toggle(scope)}
              />
            ))}
          </fieldset>
          <ProblemNote error={send.shownError} />
          <DialogActions>
            <Button onClick={onClose}>Back</Button>
            <ActionButton type="submit" refusal={still} busy={send.isPending ? "Making…" : null}>
              Make the token
            </ActionButton>
          </DialogActions>
        </form>
      </Dialog>
      {send.asked}
    </>
  )
}

/** What a scope opens, read from the one table of permissions. */
function allows(scope: string): string {
  return Object.entries(permissions)
    .filter(([, rule]) => rule.scope === scope)
    .map(([permission]) => permission.replace(".", " "))
    .join(", ")
}
