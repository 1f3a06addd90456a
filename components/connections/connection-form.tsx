"use client"

import { type FormEvent, useState } from "react"
import { OrganizationFields } from "@/components/connections/organization-fields"
import { ReachFields } from "@/components/connections/reach-fields"
import { type FormRead, readConnectionForm } from "@/components/connections/read-connection-form"
import { SignInFields } from "@/components/connections/sign-in-fields"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { TextField } from "@/components/ui/field"
import { connectionPaths } from "@/lib/connections/queries"
import type { ConnectionDto } from "@/lib/connections/schema"
import { ApiProblem } from "@/lib/http/fetch-json"

type Props = {
  /** Null: a new one. */
  connection: ConnectionDto | null
  externalId: string
  onExternalId: (id: string) => void
  onSaved: (connection: ConnectionDto) => void
}

/** Adds or changes an AWS connection. The secret goes one way: in. */
export function ConnectionForm({ connection, externalId, onExternalId, onSaved }: Props) {
  const refused = useRefusal("connection.edit")
  const [saved, setSaved] = useState(false)
  const send = useSend<FormRead, ConnectionDto>({
    path: connection ? connectionPaths.one(connection.id) : connectionPaths.all(),
    method: connection ? "PATCH" : "POST",
    body: (input) =>
      connection ? { ...input, version: connection.version } : { ...input, connector: "aws" },
    stale: [["connections"]],
    onSuccess: (answer) => {
      setSaved(true)
      onSaved(answer)
    },
  })
  const problem = (path: string) =>
    send.error instanceof ApiProblem
      ? send.error.fields.find((field) => field.path === path || field.path.startsWith(`${path}.`))?.message
      : undefined
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (refused || send.isPending || saved) return
    send.mutate(readConnectionForm(new FormData(event.currentTarget)))
  }
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={80}
        defaultValue={connection?.name ?? ""}
        placeholder="Production"
        error={problem("name")}
        help="As people call the account."
      />
      <SignInFields {...{ connection, externalId, onExternalId, problem }} />
      <ReachFields config={connection?.config} problem={problem} />
      <OrganizationFields config={connection?.config} problem={problem} />
      <ProblemNote error={send.error} />
      <ActionButton
        type="submit"
        tone={connection ? "plain" : "move"}
        size="lg"
        className="justify-self-start"
        refusal={refused}
        busy={send.isPending || saved ? "Saving…" : null}
      >
        {connection ? "Save" : "Save and check"}
      </ActionButton>
    </form>
  )
}
