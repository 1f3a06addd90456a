"use client"

import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { TextField } from "@/components/ui/field"
import { ApiProblem, fetchJson } from "@/lib/http/fetch-json"
import { apiPaths, paths } from "@/lib/paths"

/** Uses a set-up link or an invitation: makes the account and signs it in. */
export function CreateAccountForm({ token, email: fixed }: { token: string; email: string | null }) {
  const [name, setName] = useState("")
  const [email, setEmail] = useState(fixed ?? "")
  const [password, setPassword] = useState("")
  const create = useMutation({
    mutationFn: () =>
      fetchJson(apiPaths.invitationByToken(token), {
        method: "POST",
        body: { name, email, password },
      }),
    onSuccess: () => location.assign(paths.incidents()),
  })
  const problemOf = (field: string) =>
    create.error instanceof ApiProblem
      ? create.error.fields.find((each) => each.path === field)?.message
      : undefined
  return (
    <form
      method="post"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!create.isPending) create.mutate()
      }}
    >
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={120}
        value={name}
        error={problemOf("name")}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        readOnly={fixed !== null}
        value={email}
        error={problemOf("email")}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={12}
        help="At least 12 characters. A sentence is good; no rules about signs."
        value={password}
        error={problemOf("password")}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemNote error={create.error} />
      <ActionButton
        type="submit"
        tone="move"
        size="lg"
        className="justify-center"
        busy={create.isPending || create.isSuccess ? "Creating…" : null}
      >
        Create the account
      </ActionButton>
    </form>
  )
}
