"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { type FormEvent, type ReactNode, useState } from "react"
import { MoveBand } from "@/components/incidents/move-band"
import { NameAgent } from "@/components/incidents/name-agent"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { PlanTable } from "@/components/plans/plan-table"
import { StateWord } from "@/components/steps/state-word"
import { SelectField, TextField } from "@/components/ui/field"
import { connectionsQuery } from "@/lib/connections/queries"
import { connectorDefinitions } from "@/lib/connectors/definitions"
import { incidentQuery } from "@/lib/incidents/queries"
import type { CredentialDto, IncidentDto } from "@/lib/incidents/schema"
import { apiPaths } from "@/lib/paths"

/** Every credential with its state, the plan, and the ways to add one; `children`: who else may be it. */
export function ContainmentView({ reference, children }: { reference: string; children: ReactNode }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  return (
    <div className="mx-auto grid max-w-[1400px] items-start gap-3 p-3 xl:grid-cols-[minmax(0,1fr)_400px]">
      <div className="grid min-w-0 gap-3">
        <MoveBand reference={reference} />
        <PlanTable reference={reference} kind="contain" />
        {children}
      </div>
      <div className="grid min-w-0 gap-3">
        <Credentials incident={incident} />
        <NameAgent incident={incident} />
        <AddCredential incident={incident} />
      </div>
    </div>
  )
}

function Credentials({ incident }: { incident: IncidentDto }) {
  const [stating, setStating] = useState<CredentialDto | null>(null)
  const at = apiPaths.incident(incident.reference)
  const send = useSend<{ id: string; note: string }>({
    path: ({ id }) => `${at}/credentials/${id}/state`,
    body: ({ note }) => ({ note }),
    stale: [["incident", incident.reference]],
    onSuccess: () => setStating(null),
  })
  const states = new Map(incident.containment.credentials.map((c) => [c.credentialId, c.state]))
  return (
    <Panel title="Credentials" aside={`${incident.credentials.length}`}>
      {incident.credentials.length === 0 ? (
        <EmptyState title="None is known yet">
          What the agent can still do is unknown until its credentials are.
        </EmptyState>
      ) : (
        <ul>
          {incident.credentials.map((credential) => (
            <li key={credential.id} className="grid gap-1 border-t px-3.5 py-2.5 text-13 first:border-t-0">
              <UntrustedText text={credential.identifier} mono className="break-all font-medium" />
              <span className="text-12 text-ink-2">
                {credential.kind}, {credential.origin}
              </span>
              <StateWord state={states.get(credential.id) ?? "planned"}>
                {credential.stated ? (
                  <>
                    <UntrustedText text={credential.stated.by} /> <UtcTime iso={credential.stated.at} />:{" "}
                    <UntrustedText text={credential.stated.note} />
                  </>
                ) : null}
              </StateWord>
              {credential.stated ? null : (
                <ActionButton
                  size="sm"
                  tone="quiet"
                  className="justify-self-start"
                  refusal={incident.may.update}
                  onClick={() => setStating(credential)}
                >
                  State it rotated…
                </ActionButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {stating ? (
        <ReasonDialog
          title={`State ${stating.label || stating.identifier} rotated`}
          description="It will show as stated by you, without proof, and never as contained."
          ask="What was done, and how you know"
          confirm="State it"
          busy={send.isPending}
          error={send.error}
          onConfirm={(note) => send.mutate({ id: stating.id, note })}
          onClose={() => setStating(null)}
        />
      ) : null}
    </Panel>
  )
}

function AddCredential({ incident }: { incident: IncidentDto }) {
  const [kind, setKind] = useState("aws.access-key")
  const add = useSend<{ connectionId: string | null; kind: string; identifier: string }>({
    path: `${apiPaths.incident(incident.reference)}/credentials`,
    stale: [["incident", incident.reference]],
  })
  const { data } = useSuspenseQuery(connectionsQuery())
  const here = new Set(incident.connections.map((each) => each.id))
  const others = data.filter((each) => !incident.isDrill && !each.isRange && !here.has(each.id))
  const kinds = connectorDefinitions.flatMap((connector) => connector.credentialKinds)
  const chosen = kinds.find((each) => each.kind === kind)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const connection = String(form.get("connection") ?? "")
    if (!incident.may.update)
      add.mutate({ connectionId: connection || null, kind, identifier: String(form.get("identifier") ?? "") })
  }
  return (
    <Panel title="Add a credential">
      <form className="grid gap-3 p-3.5" onSubmit={submit}>
        <SelectField
          label="Kind"
          value={kind}
          help={chosen?.help}
          onChange={(event) => setKind(event.target.value)}
        >
          {kinds.map((each) => (
            <option key={each.kind} value={each.kind}>
              {each.title}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Identifier"
          name="identifier"
          required
          maxLength={2048}
          placeholder={chosen?.placeholder}
        />
        <SelectField label="Connection" name="connection" help="Without one it can only be stated.">
          {[...incident.connections, ...others].map((connection) => (
            <option key={connection.id} value={connection.id}>
              {connection.name}
            </option>
          ))}
          <option value="">None</option>
        </SelectField>
        <ProblemNote error={add.error} />
        <ActionButton
          type="submit"
          className="justify-self-start"
          refusal={incident.may.update}
          busy={add.isPending ? "Adding…" : null}
        >
          Add it
        </ActionButton>
      </form>
    </Panel>
  )
}
