"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type FormEvent, useRef, useState } from "react"
import { CredentialFields, readCredential } from "@/components/agents/credential-fields"
import { FactFields, noFacts, readFacts } from "@/components/agents/fact-fields"
import { FindCredential } from "@/components/agents/find-credential"
import { ActionButton } from "@/components/patterns/action-button"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { Button } from "@/components/ui/button"
import { agentPaths } from "@/lib/agents/queries"
import type { AddCredentialInput, AgentDto, RegisterAgentInput } from "@/lib/agents/schema"
import { connectionsQuery } from "@/lib/connections/queries"
import { credentialKindTitle } from "@/lib/connectors/definitions"
import { ApiProblem } from "@/lib/http/fetch-json"
import { paths } from "@/lib/paths"

/** Registers an agent with all that it holds. `first`: a credential that a search has found already. */
export function RegisterAgentForm({ first }: { first: AddCredentialInput | null }) {
  const router = useRouter()
  const refused = useRefusal("agent.edit")
  const [credentials, setCredentials] = useState<AddCredentialInput[]>(first ? [first] : [])
  const { data: connections } = useSuspenseQuery(connectionsQuery())
  const connected = connections.some((each) => !each.isRange)
  const [round, setRound] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const send = useSend<RegisterAgentInput, AgentDto>({
    path: agentPaths.all(),
    stale: [["agents"], ["connections"]],
    onSuccess: ({ id }) => router.push(paths.agent(id)),
  })
  const fields = send.error instanceof ApiProblem ? send.error.fields : []
  const problem = (path: string) => fields.find((field) => field.path === path)?.message
  const keep = (one: AddCredentialInput | null) => {
    if (one && !credentials.some((each) => keyOf(each) === keyOf(one))) setCredentials([...credentials, one])
  }
  const addTyped = () => {
    if (!form.current) return
    const typed = readCredential(new FormData(form.current))
    if (!typed) return
    keep(typed)
    setRound((n) => n + 1)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (refused || send.isPending || send.isSuccess) return
    const data = new FormData(event.currentTarget)
    const typed = readCredential(data)
    const known = credentials.some((each) => typed && keyOf(each) === keyOf(typed))
    send.mutate({ ...readFacts(data), credentials: typed && !known ? [...credentials, typed] : credentials })
  }
  return (
    <>
      <PageHeader
        title="Register an agent"
        lead="What it is, who owns it, and every credential it can act with."
      />
      <div className="mx-auto grid max-w-[1200px] items-start gap-3 p-3 lg:grid-cols-[minmax(0,1fr)_400px]">
        <form ref={form} className="grid min-w-0 gap-3" onSubmit={submit}>
          <Panel title="The agent">
            <div className="grid gap-4 p-3.5">
              <FactFields facts={noFacts} problem={problem} />
            </div>
          </Panel>
          <Panel title="What it can act with" aside={`${credentials.length} on the list`}>
            <ul>
              {credentials.map((each, i) => (
                <li key={keyOf(each)} className="flex items-start gap-3 border-b px-3.5 py-2 text-13">
                  <span className="min-w-0 flex-1">
                    {credentialKindTitle(each.kind)}{" "}
                    <UntrustedText text={each.identifier} mono className="break-all" />
                    <Refusal
                      text={fields.find((field) => field.path.startsWith(`credentials.${i}.`))?.message}
                    />
                  </span>
                  <Button
                    size="sm"
                    tone="quiet"
                    onClick={() => setCredentials(credentials.filter((one) => one !== each))}
                  >
                    Remove <span className="sr-only">{each.identifier}</span>
                  </Button>
                </li>
              ))}
            </ul>
            <div key={round} className="grid gap-3 p-3.5">
              <CredentialFields problem={(path) => problem(`credentials.${credentials.length}.${path}`)} />
              <ActionButton
                className="justify-self-start"
                refusal={connected ? null : "no account is connected"}
                onClick={addTyped}
              >
                Add another one
              </ActionButton>
            </div>
          </Panel>
          <ProblemNote error={send.error} />
          <ActionButton
            type="submit"
            tone="move"
            size="lg"
            className="justify-self-start"
            refusal={refused}
            busy={send.isPending || send.isSuccess ? "Registering…" : null}
          >
            Register the agent
          </ActionButton>
        </form>
        <FindCredential
          connectionId={null}
          onChoose={{ label: "Put it on the list", refusal: null, press: keep }}
        />
      </div>
    </>
  )
}

function Refusal({ text }: { text: string | undefined }) {
  return text ? <small className="block text-12 text-agent">{text}</small> : null
}

function keyOf({ connectionId, kind, identifier }: AddCredentialInput): string {
  return `${connectionId} ${kind} ${identifier}`
}
