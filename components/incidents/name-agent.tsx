"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { SelectField } from "@/components/ui/field"
import { agentsQuery } from "@/lib/agents/queries"
import { formatPlural } from "@/lib/format"
import type { IncidentDto } from "@/lib/incidents/schema"
import { apiPaths, paths } from "@/lib/paths"

/** Names the registered agent of an incident that was declared without one; its credentials count from then on. */
export function NameAgent({ incident }: { incident: IncidentDto }) {
  const { data } = useSuspenseQuery(agentsQuery())
  const agents = data.filter((each) => each.isDrill === incident.isDrill)
  const [chosen, setChosen] = useState("")
  const agent = agents.find((each) => each.id === chosen)
  const send = useSend<{ agentId: string }>({
    path: `${apiPaths.incident(incident.reference)}/agent`,
    stale: [["incident", incident.reference]],
  })
  if (incident.agent.id !== null) return null
  const refusal = incident.may.update ?? (agent ? null : "choose one first")
  return (
    <Panel title="Which agent is it?">
      <div className="grid gap-3 p-3.5">
        {agents.length === 0 ? (
          <p className="text-13">
            No agent is registered. <Link href={paths.newAgent()}>Register one</Link>, or find it by what it
            did.
          </p>
        ) : (
          <SelectField
            label="Registered agent"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
            help={
              agent
                ? `${formatPlural(agent.credentials.length, "credential")} will count here. ${agent.containable.reason}`
                : "Its credentials count here from then on."
            }
          >
            <option value="">Not known yet</option>
            {agents.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name} ({each.kind})
              </option>
            ))}
          </SelectField>
        )}
        <ProblemNote error={send.error} />
        <ActionButton
          className="justify-self-start"
          refusal={refusal}
          busy={send.isPending ? "Naming it…" : null}
          onClick={() => send.mutate({ agentId: chosen })}
        >
          Name it
        </ActionButton>
      </div>
    </Panel>
  )
}
