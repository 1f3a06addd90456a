"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { TextArea, TextField } from "@/components/ui/field"
import type { IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

type Typed = { service?: string; phase?: string; etaText?: string; workaround?: string }

/** What a message takes from people: it exists only when somebody typed it. Kept on the incident. */
export function MessageFields({ incident }: { incident: IncidentDto }) {
  const [typed, setTyped] = useState<Typed>({})
  const save = useSend<Typed & { version: number }>({
    path: apiPaths.incident(incident.reference),
    method: "PATCH",
    stale: [["incident", incident.reference]],
    onSuccess: () => setTyped({}),
  })
  const field = (name: keyof Typed) => ({
    name,
    value: typed[name] ?? incident[name],
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  })
  const nothing = Object.keys(typed).length === 0 ? "nothing is changed" : null
  return (
    <form
      className="grid gap-3 border-b px-3.5 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!nothing && !incident.may.update) save.mutate({ ...typed, version: incident.version })
      }}
    >
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <TextField
          label="Service"
          maxLength={120}
          placeholder="order service"
          help="As its users call it."
          {...field("service")}
        />
        <TextField label="Phase" optional maxLength={80} help="Else the status." {...field("phase")} />
        <TextField
          label="ETA for resolution"
          optional
          maxLength={200}
          help="Only what you type is promised."
          {...field("etaText")}
        />
      </div>
      <TextArea label="Workaround" optional rows={2} maxLength={2000} {...field("workaround")} />
      <ProblemNote error={save.error} />
      <ActionButton
        type="submit"
        size="sm"
        className="justify-self-start"
        refusal={incident.may.update ?? nothing}
        busy={save.isPending ? "Saving…" : null}
      >
        Save and draft again
      </ActionButton>
    </form>
  )
}
