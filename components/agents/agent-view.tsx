"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type FormEvent, useState } from "react"
import { AgentCredentials } from "@/components/agents/agent-credentials"
import { FactFields, readFacts } from "@/components/agents/fact-fields"
import { ActionButton } from "@/components/patterns/action-button"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { ContainableWord } from "@/components/steps/containable-word"
import { ButtonLink } from "@/components/ui/button"
import { agentPaths, agentQuery } from "@/lib/agents/queries"
import type { AgentDto, EditAgentInput } from "@/lib/agents/schema"
import { ApiProblem } from "@/lib/http/fetch-json"
import { paths } from "@/lib/paths"

/** One agent: what it holds, whether one press would be enough, and who to call. */
export function AgentView({ id }: { id: string }) {
  const { data: agent } = useSuspenseQuery(agentQuery(id))
  const refused = useRefusal("agent.edit")
  const still = refused ?? (agent.isDrill ? "kept by its drill" : agent.archivedAt ? "it is archived" : null)
  return (
    <>
      <PageHeader
        title={<UntrustedText text={agent.name} />}
        lead={
          agent.isDrill
            ? "A practice agent: a drill made it, and it ends with its drill."
            : "What it holds can be revoked in one press once an incident names it."
        }
        actions={
          <>
            {agent.isDrill || agent.archivedAt ? null : (
              <ButtonLink href={`${paths.declare()}?agentId=${encodeURIComponent(agent.id)}`} size="lg">
                Declare an incident with it
              </ButtonLink>
            )}
            <Archive agent={agent} refusal={still} />
          </>
        }
      />
      <div className="mx-auto grid max-w-[1400px] items-start gap-3 p-3 xl:grid-cols-[minmax(0,1fr)_440px]">
        <div className="grid min-w-0 gap-3">
          <Panel title="Could it be contained now?">
            <div className="px-3.5 py-3">
              <ContainableWord containable={agent.containable} />
            </div>
          </Panel>
          <AgentCredentials agent={agent} refusal={still} />
        </div>
        <Facts key={agent.rowVersion} agent={agent} refusal={still} />
      </div>
    </>
  )
}

function Facts({ agent, refusal }: { agent: AgentDto; refusal: string | null }) {
  const edit = useSend<EditAgentInput, AgentDto>({
    path: agentPaths.one(agent.id),
    method: "PATCH",
    stale: [["agents"]],
  })
  const problem = (path: string) =>
    edit.error instanceof ApiProblem
      ? edit.error.fields.find((field) => field.path === path)?.message
      : undefined
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (refusal || edit.isPending) return
    edit.mutate({ ...readFacts(new FormData(event.currentTarget)), rowVersion: agent.rowVersion })
  }
  return (
    <Panel title="The agent">
      <form className="grid gap-4 p-3.5" onSubmit={submit}>
        <FactFields facts={agent} problem={problem} />
        <ProblemNote error={edit.error} />
        <ActionButton
          type="submit"
          className="justify-self-start"
          refusal={refusal}
          busy={edit.isPending ? "Saving…" : null}
        >
          Save
        </ActionButton>
      </form>
    </Panel>
  )
}

function Archive({ agent, refusal }: { agent: AgentDto; refusal: string | null }) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const archive = useSend<{ rowVersion: number }>({
    path: agentPaths.archive(agent.id),
    stale: [["agents"], ["connections"]],
    onSuccess: () => router.push(paths.agents()),
  })
  return (
    <>
      <ActionButton size="lg" tone="quiet" refusal={refusal} onClick={() => setOpen(true)}>
        Archive
      </ActionButton>
      {open ? (
        <ReasonDialog
          title="Archive the agent"
          description="It leaves the list and can no longer be named in an incident. Past incidents keep it."
          typedName={agent.name}
          confirm="Archive it"
          busy={archive.isPending}
          error={archive.error}
          onConfirm={() => archive.mutate({ rowVersion: agent.rowVersion })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
