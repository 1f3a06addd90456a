"use client"

import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import { SelectField, TextField } from "@/components/ui/field"
import { apiPaths } from "@/lib/paths"
import type { ActionItemDto } from "@/lib/reviews/schema"

export type ItemDraft = { title: string; type: ActionItemDto["type"]; owner: string; dueOn: string }
const types = ["prevent", "detect", "mitigate", "process"] as const satisfies readonly ActionItemDto["type"][]

/** Adds one, or edits `item`. */
export function ActionItemDialog({
  reference,
  item,
  draft,
  onClose,
}: {
  reference: string
  item: ActionItemDto | null
  draft: ItemDraft
  onClose: () => void
}) {
  const [typed, setTyped] = useState<ItemDraft>(draft)
  const save = useSend<ItemDraft, ActionItemDto>({
    path: item ? apiPaths.actionItem(reference, item.id) : apiPaths.actionItems(reference),
    method: item ? "PATCH" : "POST",
    body: ({ title, type, owner, dueOn }) => ({
      title,
      type,
      owner,
      dueOn: dueOn || null,
      ...(item ? { version: item.version } : {}),
    }),
    stale: [["incident", reference], ["reports"]],
    onSuccess: onClose,
  })
  const missing =
    typed.title.trim() === "" ? "say what" : typed.owner.trim() === "" ? "it needs an owner" : null
  return (
    <Dialog open onClose={onClose} title={item ? "Edit the action item" : "Add an action item"}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!missing && !save.isPending) save.mutate(typed)
        }}
      >
        <TextField
          label="What"
          maxLength={300}
          value={typed.title}
          onChange={(event) => setTyped({ ...typed, title: event.target.value })}
        />
        <SelectField
          label="Kind"
          value={typed.type}
          onChange={(event) => {
            const type = types.find((each) => each === event.target.value)
            if (type) setTyped({ ...typed, type })
          }}
        >
          {types.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Owner"
          maxLength={120}
          value={typed.owner}
          onChange={(event) => setTyped({ ...typed, owner: event.target.value })}
        />
        <TextField
          label="Due"
          optional
          type="date"
          value={typed.dueOn}
          onChange={(event) => setTyped({ ...typed, dueOn: event.target.value })}
        />
        <ProblemNote error={save.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton type="submit" refusal={missing} busy={save.isPending ? "Saving…" : null}>
            {item ? "Save it" : "Add it"}
          </ActionButton>
        </DialogActions>
      </form>
    </Dialog>
  )
}
