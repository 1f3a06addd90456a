"use client"

import { useQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { TextArea, TextField } from "@/components/ui/field"
import { refusal } from "@/lib/auth/policy"
import { meQuery } from "@/lib/auth/queries"
import { ApiProblem } from "@/lib/http/fetch-json"
import { severities } from "@/lib/incidents/policy"
import type { DeclareInput, IncidentDto } from "@/lib/incidents/schema"
import { apiPaths, paths } from "@/lib/paths"

type Prefill = {
  title: string
  severity: string
  service: string
  agentKind: string
  agentInstruction: string
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
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label="Agent"
          name="agentKind"
          optional
          maxLength={60}
          defaultValue={prefill.agentKind}
          help="Claude Code, Codex, Cursor…"
        />
        <TextField label="Version" name="agentVersion" optional maxLength={60} />
        <TextField label="Run by" name="agentRunBy" optional maxLength={120} />
      </div>
      <TextArea
        label="The instruction it was given"
        name="agentInstruction"
        optional
        rows={3}
        maxLength={4000}
        defaultValue={prefill.agentInstruction}
      />
      <TextArea label="What is known" name="summary" optional rows={4} maxLength={10_000} help="Markdown" />
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
