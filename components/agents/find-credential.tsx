"use client"

import Link from "next/link"
import { type FormEvent, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { TextField } from "@/components/ui/field"
import { agentPaths } from "@/lib/agents/queries"
import type { AddCredentialInput, FindCredentialInput, FoundCredentialDto } from "@/lib/agents/schema"
import { credentialKindTitle } from "@/lib/connectors/definitions"
import { paths } from "@/lib/paths"

type Props = {
  /** Null: every connection is asked. */
  connectionId: string | null
  /** What can be done with what was found; absent: a link to register an agent with it. */
  onChoose?: { label: string; refusal: string | null; press: (credential: AddCredentialInput) => void }
}

/** What was this key? Its account, its user or the role that issued it. */
export function FindCredential({ connectionId, onChoose }: Props) {
  const refused = useRefusal("connection.check")
  const [given, setGiven] = useState("")
  const find = useSend<FindCredentialInput, FoundCredentialDto>({ path: agentPaths.find() })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    event.stopPropagation()
    if (!refused && !find.isPending && given.trim()) find.mutate({ given: given.trim(), connectionId })
  }
  return (
    <Panel title="What was this key?">
      <form className="grid gap-3 p-3.5" onSubmit={submit}>
        <TextField
          label="Key id, ARN or name"
          value={given}
          onChange={(event) => setGiven(event.target.value)}
          maxLength={2048}
          autoComplete="off"
          placeholder="AKIAIOSFODNN7EXAMPLE"
          help={
            connectionId
              ? "Asked of this account. A key's secret is never needed."
              : "Asked of every connected account. A key's secret is never needed."
          }
          className="machine"
        />
        <ActionButton
          type="submit"
          className="justify-self-start"
          refusal={refused}
          busy={find.isPending ? "Asking…" : null}
        >
          Find it
        </ActionButton>
        <ProblemNote error={find.error} />
      </form>
      {find.data ? <Results answer={find.data} {...(onChoose ? { onChoose } : {})} /> : null}
    </Panel>
  )
}

function Results({ answer, onChoose }: { answer: FoundCredentialDto } & Pick<Props, "onChoose">) {
  return (
    <ul aria-live="polite" className="border-t">
      {answer.results.map(({ connectionId, connectionName, isRange, result }) => (
        <li key={connectionId} className="grid gap-1 border-t px-3.5 py-2.5 text-13 first:border-t-0">
          {result.found ? (
            <>
              <span>
                {credentialKindTitle(result.kind)}{" "}
                <UntrustedText text={result.label} className="font-semibold" /> in{" "}
                <UntrustedText text={connectionName} />
              </span>
              <UntrustedText text={result.identifier} mono className="break-all text-12" />
              {isRange ? (
                <span className="text-12 text-ink-2">A practice account: it belongs to its drill.</span>
              ) : (
                <Use
                  credential={{
                    connectionId,
                    kind: result.kind,
                    identifier: result.identifier,
                    label: result.label.slice(0, 200),
                  }}
                  {...(onChoose ? { onChoose } : {})}
                />
              )}
            </>
          ) : (
            <span>
              Not found in <UntrustedText text={connectionName} />.{" "}
              <UntrustedText text={result.reason} className="text-12 text-ink-2" />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Use({ credential, onChoose }: { credential: AddCredentialInput } & Pick<Props, "onChoose">) {
  if (onChoose)
    return (
      <ActionButton
        size="sm"
        className="justify-self-start"
        refusal={onChoose.refusal}
        onClick={() => onChoose.press(credential)}
      >
        {onChoose.label}
      </ActionButton>
    )
  const { connectionId, kind, identifier, label } = credential
  const query = new URLSearchParams({ connection: connectionId, kind, identifier, label })
  return (
    <Link href={`${paths.newAgent()}?${query}`} className="text-12 underline">
      Register an agent with it
    </Link>
  )
}
