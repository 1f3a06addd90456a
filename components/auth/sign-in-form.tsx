"use client"

import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { TextField } from "@/components/ui/field"
import { sendSignIn } from "@/lib/auth/send-sign-in"

export function SignInForm({ returnTo }: { returnTo: string }) {
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  const signIn = useMutation({
    mutationFn: () => sendSignIn(email, password),
    // A full load: nothing read before belongs to this account.
    onSuccess: () => location.assign(returnTo),
  })
  return (
    <form
      method="post"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!signIn.isPending) signIn.mutate()
      }}
    >
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <ProblemNote error={signIn.error} />
      <ActionButton
        type="submit"
        tone="move"
        size="lg"
        className="justify-center"
        busy={signIn.isPending || signIn.isSuccess ? "Signing in…" : null}
      >
        Sign in
      </ActionButton>
    </form>
  )
}
