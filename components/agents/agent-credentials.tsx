"use client"

import Link from "next/link"
import { type FormEvent, useState } from "react"
import { CredentialFields, readCredential } from "@/components/agents/credential-fields"
import { FindCredential } from "@/components/agents/find-credential"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { ContainableWord } from "@/components/steps/containable-word"
import { agentPaths } from "@/lib/agents/queries"
import type { AddCredentialInput, AgentDto, CredentialDto } from "@/lib/agents/schema"
import { ApiProblem } from "@/lib/http/fetch-json"
import { paths } from "@/lib/paths"

type Props = { agent: AgentDto; refusal: string | null }

/** What the agent can act with, and the form that registers one more. */
export function AgentCredentials({ agent, refusal }: Props) {
  const [round, setRound] = useState(0)
  const [typed, setTyped] = useState("")
  const add = useSend<AddCredentialInput, AgentDto>({
    path: agentPaths.credentials(agent.id),
    stale: [["agents"], ["connections"]],
    onSuccess: () => setRound((n) => n + 1),
  })
  const problem = (path: string) =>
    add.error instanceof ApiProblem
      ? add.error.fields.find((field) => field.path === path)?.message
      : undefined
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const credential = readCredential(new FormData(event.currentTarget))
    setTyped(credential ? "" : "Write its identifier first.")
    if (!refusal && !add.isPending && credential) add.mutate(credential)
  }
  return (
    <>
      <Panel title="What it can act with" aside={`${agent.credentials.length}`}>
        {agent.credentials.length === 0 ? (
          <EmptyState title="Nothing is registered">
            In an incident nothing could be revoked until its keys are found.
          </EmptyState>
        ) : (
          <ul>
            {agent.credentials.map((credential) => (
              <Row key={credential.id} {...{ agent, credential, refusal }} />
            ))}
          </ul>
        )}
      </Panel>
      {agent.isDrill || agent.archivedAt ? null : (
        <>
          <Panel title="Register one more">
            <form key={round} className="grid gap-3 p-3.5" onSubmit={submit}>
              <CredentialFields
                problem={(path) => problem(path) ?? (path === "identifier" ? typed : undefined)}
              />
              <ProblemNote error={add.error} />
              <ActionButton
                type="submit"
                className="justify-self-start"
                refusal={refusal}
                busy={add.isPending ? "Adding…" : null}
              >
                Add it
              </ActionButton>
            </form>
          </Panel>
          <FindCredential
            connectionId={null}
            onChoose={{
              label: "Add it to this agent",
              refusal: refusal ?? (add.isPending ? "adding" : null),
              press: (credential) => add.mutate(credential),
            }}
          />
        </>
      )}
    </>
  )
}

function Row({ agent, credential, refusal }: Props & { credential: CredentialDto }) {
  const remove = useSend<Record<string, never>, AgentDto>({
    path: agentPaths.credential(agent.id, credential.id),
    method: "DELETE",
    body: () => undefined,
    stale: [["agents"], ["connections"]],
  })
  return (
    <li className="grid gap-x-4 gap-y-1.5 border-t px-3.5 py-2.5 text-13 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,240px)_auto]">
      <span className="min-w-0">
        <UntrustedText text={credential.identifier} mono className="break-all font-medium" />
        <small className="block text-12 text-ink-2">
          {credential.kindTitle}
          {credential.connectionId ? (
            <>
              {" "}
              in{" "}
              <Link href={paths.connection(credential.connectionId)} className="underline">
                <UntrustedText text={credential.connectionName ?? "a connection"} />
              </Link>
            </>
          ) : null}
          , added <UtcDateTime iso={credential.addedAt} />
        </small>
      </span>
      <ContainableWord containable={credential.containable} short />
      <ActionButton
        size="sm"
        tone="quiet"
        className="self-start justify-self-start"
        refusal={refusal}
        busy={remove.isPending ? "Removing…" : null}
        onClick={() => remove.mutate({})}
      >
        Remove <span className="sr-only">{credential.identifier}</span>
      </ActionButton>
      <div className="sm:col-span-3">
        <ProblemNote error={remove.error} />
      </div>
    </li>
  )
}
