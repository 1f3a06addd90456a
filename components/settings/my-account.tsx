"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { TextField } from "@/components/ui/field"
import { meQuery } from "@/lib/auth/queries"
import { formatPlural } from "@/lib/format"
import { apiPaths } from "@/lib/paths"

/** The reader's own name and password. */
export function MyAccount() {
  const { data: me } = useSuspenseQuery(meQuery())
  return (
    <div className="mx-auto grid max-w-[1200px] items-start gap-3 p-3 md:grid-cols-2">
      <Panel title="Who you are">
        <dl className="grid grid-cols-[96px_1fr] gap-x-3 gap-y-1.5 border-b px-3.5 py-3 text-13">
          <dt className="text-ink-2">E-mail</dt>
          <dd>
            <UntrustedText text={me.email} mono />
          </dd>
          <dt className="text-ink-2">Role</dt>
          <dd>{me.role}</dd>
        </dl>
        <NameForm name={me.name} />
      </Panel>
      <Panel title="Password">
        <PasswordForm email={me.email} />
      </Panel>
    </div>
  )
}

function NameForm({ name: stored }: { name: string }) {
  const router = useRouter()
  const [name, setName] = useState(stored)
  const send = useSend<{ name: string }>({
    path: apiPaths.me(),
    method: "PATCH",
    stale: [["me"], ["people"], ["accounts"]],
    onSuccess: () => router.refresh(),
  })
  const still = name.trim() === "" ? "type a name" : name.trim() === stored ? "nothing changed" : null
  return (
    <form
      method="post"
      className="grid justify-items-start gap-3 px-3.5 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!still && !send.isPending) send.mutate({ name: name.trim() })
      }}
    >
      <div className="w-full">
        <TextField
          label="Name"
          autoComplete="name"
          maxLength={120}
          value={name}
          help="Stands beside what you do from now on. What was recorded keeps the old name."
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <ProblemNote error={send.error} />
      <ActionButton type="submit" refusal={still} busy={send.isPending ? "Saving…" : null}>
        Save the name
      </ActionButton>
    </form>
  )
}

function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState("")
  const [next, setNext] = useState("")
  const send = useSend<{ current: string; next: string }, { sessionsEnded: number }>({
    path: apiPaths.myPassword(),
    stale: [["me"], ["sessions"]],
    onSuccess: () => {
      setCurrent("")
      setNext("")
    },
  })
  const still = current === "" ? "type the old one" : next.length < 12 ? "at least 12 characters" : null
  return (
    <form
      method="post"
      className="grid justify-items-start gap-3 px-3.5 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!still && !send.isPending) send.mutate({ current, next })
      }}
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <div className="grid w-full gap-3">
        <TextField
          label="Old password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={next}
          help="At least 12 characters. Your other sessions end with the change."
          onChange={(event) => setNext(event.target.value)}
        />
      </div>
      <ProblemNote error={send.error} />
      {send.data ? (
        <p role="status" className="text-13">
          The password is changed. {formatPlural(send.data.sessionsEnded, "other session")} ended.
        </p>
      ) : null}
      <ActionButton type="submit" refusal={still} busy={send.isPending ? "Changing…" : null}>
        Change the password
      </ActionButton>
    </form>
  )
}
