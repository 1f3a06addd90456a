"use client"

import { type FormEvent, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { TextField } from "@/components/ui/field"
import { connectionPaths } from "@/lib/connections/queries"
import type { ConnectionDto, ProtectIdentityInput } from "@/lib/connections/schema"

/** Break-glass identities: never contained, whatever the agent holds. */
export function ProtectedList({ connection }: { connection: ConnectionDto }) {
  const refused = useRefusal("connection.edit")
  const still =
    refused ??
    (connection.isRange ? "kept by its drill" : connection.archivedAt ? "the connection is archived" : null)
  const [formKey, setFormKey] = useState(0)
  const add = useSend<ProtectIdentityInput>({
    path: connectionPaths.protect(connection.id),
    stale: [["connections"]],
    onSuccess: () => setFormKey((n) => n + 1),
  })
  const remove = useSend<{ id: string }>({
    path: ({ id }) => connectionPaths.unprotect(connection.id, id),
    method: "DELETE",
    body: () => undefined,
    stale: [["connections"]],
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (still || add.isPending) return
    const form = new FormData(event.currentTarget)
    add.mutate({ pattern: String(form.get("pattern") ?? ""), reason: String(form.get("reason") ?? "") })
  }
  return (
    <Panel title="Break-glass identities" aside="never contained">
      {connection.protected.length === 0 ? (
        <EmptyState title="None is named">
          Name the identities that people fall back on. Only Firebreak's own access is protected without it.
        </EmptyState>
      ) : (
        <ul>
          {connection.protected.map((row) => (
            <li key={row.id} className="flex items-start gap-3 border-t px-3.5 py-2 text-13 first:border-t-0">
              <span className="min-w-0 flex-1">
                <UntrustedText text={row.pattern} mono className="break-all" />
                <small className="block text-12 text-ink-2">
                  <UntrustedText text={row.reason} />
                </small>
              </span>
              <ActionButton
                size="sm"
                tone="quiet"
                refusal={still}
                busy={remove.isPending && remove.variables?.id === row.id ? "Removing…" : null}
                onClick={() => remove.mutate({ id: row.id })}
              >
                Remove <span className="sr-only">{row.pattern}</span>
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      <form key={formKey} className="grid gap-3 border-t p-3.5" onSubmit={submit}>
        <TextField
          label="ARN"
          name="pattern"
          required
          maxLength={600}
          placeholder="arn:aws:iam::123456789012:user/BreakGlass*"
          help="A user, a role or a session; * stands for any text."
          className="machine"
        />
        <TextField label="Why" name="reason" required maxLength={300} placeholder="On-call fallback" />
        <ProblemNote error={add.error ?? remove.error} />
        <ActionButton
          type="submit"
          className="justify-self-start"
          refusal={still}
          busy={add.isPending ? "Adding…" : null}
        >
          Never contain it
        </ActionButton>
      </form>
    </Panel>
  )
}
