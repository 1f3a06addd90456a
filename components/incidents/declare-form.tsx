"use client"

import { useQuery, useSuspenseQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { CheckField, SelectField, TextArea, TextField } from "@/components/ui/field"
import { agentsQuery } from "@/lib/agents/queries"
import { refusal } from "@/lib/auth/policy"
import { meQuery } from "@/lib/auth/queries"
import { connectionsQuery } from "@/lib/connections/queries"
import { formatPlural } from "@/lib/format"
import { ApiProblem } from "@/lib/http/fetch-json"
import { severities } from "@/lib/incidents/policy"
import type { DeclareInput, IncidentDto } from "@/lib/incidents/schema"
import { apiPaths, paths } from "@/lib/paths"

type Prefill = {
  title: string
  severity: string
  service: string
  agentId: string
  agentKind: string
  agentVersion: string
  agentRunBy: string
  agentInstruction: string
  summary: string
  connectionIds: string[]
}

/** Declares once: a second press of the same form finds the first incident. */
export function DeclareForm(prefill: Prefill) {
  const router = useRouter()
  const { data: me } = useQuery(meQuery())
  const [key] = useState(() => crypto.randomUUID())
  const declare = useSend<DeclareInput, IncidentDto>({
    path: apiPaths.incidents(),
    headers: { "idempotency-key": key },
    stale: [["incidents"]],
    onSuccess: (incident) => router.push(paths.incident(incident.reference)),
  })
  const problem = (field: string) =>
    declare.error instanceof ApiProblem
      ? declare.error.fields.find((each) => each.path === field)?.message
      : undefined
  const { data: everyAgent } = useSuspenseQuery(agentsQuery())
  const { data: everyConnection } = useSuspenseQuery(connectionsQuery())
  const agents = everyAgent.filter((each) => !each.isDrill)
  const connections = everyConnection.filter((each) => !each.isRange)
  const [agentId, setAgentId] = useState(
    agents.some((each) => each.id === prefill.agentId) ? prefill.agentId : "",
  )
  const agent = agents.find((each) => each.id === agentId)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (declare.isPending || declare.isSuccess) return
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? "")
    declare.mutate({
      title: text("title"),
      severity: Number(text("severity")) as DeclareInput["severity"],
      service: text("service"),
      summary: text("summary"),
      agentId: agentId || null,
      connectionIds: form.getAll("connectionIds").map(String),
      agentKind: text("agentKind"),
      agentVersion: text("agentVersion"),
      agentRunBy: text("agentRunBy"),
      agentInstruction: text("agentInstruction"),
    })
  }
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <TextField
        label="What is happening"
        name="title"
        required
        maxLength={200}
        defaultValue={prefill.title}
        error={problem("title")}
        help="One line, as you would say it on the phone."
      />
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium text-13">Severity</legend>
        {([1, 2, 3, 4] as const).map((level) => (
          <label key={level} className="grid cursor-pointer grid-cols-[20px_1fr] gap-x-2 py-1 text-13">
            <input
              type="radio"
              name="severity"
              value={level}
              defaultChecked={
                prefill.severity === String(level) || (level === 1 && !/^[1-4]$/.test(prefill.severity))
              }
              className="mt-0.5 size-4 accent-[var(--ink)]"
            />
            <span>
              <strong className="font-semibold">{severities[level].name}</strong>{" "}
              {severities[level].definition}{" "}
              <span className="text-ink-2">Updates {severities[level].cadence}.</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TextField
        label="Service"
        name="service"
        optional
        maxLength={120}
        defaultValue={prefill.service}
        error={problem("service")}
      />
      <SelectField
        label="Registered agent"
        optional
        value={agentId}
        onChange={(event) => setAgentId(event.target.value)}
        error={problem("agentId")}
        help={
          agent
            ? `${formatPlural(agent.credentials.length, "credential")} will be on the list at once. ${agent.containable.reason}`
            : "Its credentials are on the list at once. Not sure? Leave it open; it can be named later."
        }
      >
        <option value="">Not known yet</option>
        {agents.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name} ({each.kind})
          </option>
        ))}
      </SelectField>
      <div key={agentId} className="grid items-start gap-4 sm:grid-cols-3">
        <TextField
          label="Agent"
          name="agentKind"
          optional
          maxLength={60}
          defaultValue={agent?.kind ?? prefill.agentKind}
          help="Claude Code, Codex, Cursor…"
        />
        <TextField
          label="Version"
          name="agentVersion"
          optional
          maxLength={60}
          defaultValue={agent?.version ?? prefill.agentVersion}
        />
        <TextField
          label="Run by"
          name="agentRunBy"
          optional
          maxLength={120}
          defaultValue={agent?.owner ?? prefill.agentRunBy}
        />
      </div>
      {connections.length > 0 ? (
        <fieldset className="grid gap-2">
          <legend className="mb-1 font-medium text-13">
            Accounts it may have touched <span className="font-normal text-ink-3">(optional)</span>
          </legend>
          {connections.map((each) => (
            <CheckField
              key={each.id}
              label={each.name}
              name="connectionIds"
              value={each.id}
              defaultChecked={prefill.connectionIds.includes(each.id)}
              help={
                agent?.credentials.some((one) => one.connectionId === each.id)
                  ? "Comes with the agent."
                  : null
              }
            />
          ))}
        </fieldset>
      ) : null}
      <TextArea
        label="The instruction it was given"
        name="agentInstruction"
        optional
        rows={3}
        maxLength={4000}
        defaultValue={prefill.agentInstruction}
      />
      <TextArea
        label="What is known"
        name="summary"
        optional
        rows={4}
        maxLength={10_000}
        defaultValue={prefill.summary}
        help="Markdown"
      />
      <ProblemNote error={declare.error} />
      <ActionButton
        type="submit"
        tone="move"
        size="lg"
        className="justify-self-start"
        refusal={me ? refusal({ kind: "person", role: me.role }, "incident.declare") : null}
        busy={declare.isPending || declare.isSuccess ? "Declaring…" : null}
      >
        Declare
      </ActionButton>
    </form>
  )
}
