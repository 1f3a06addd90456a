"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { FindCredential } from "@/components/agents/find-credential"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ContainableWord } from "@/components/steps/containable-word"
import { ButtonLink } from "@/components/ui/button"
import { agentsQuery } from "@/lib/agents/queries"
import type { AgentDto } from "@/lib/agents/schema"
import { paths } from "@/lib/paths"

/** Registered agents with what they hold: on the day one press is enough for those that could be contained. */
export function AgentList() {
  const { data } = useSuspenseQuery(agentsQuery())
  const real = data.filter((each) => !each.isDrill)
  const practice = data.filter((each) => each.isDrill)
  return (
    <>
      <PageHeader
        title="Agents"
        lead="Register each agent with every credential it holds. On the day, one press revokes them all."
        actions={
          <ButtonLink href={paths.newAgent()} tone={real.length === 0 ? "move" : "plain"} size="lg">
            Register an agent
          </ButtonLink>
        }
      />
      <div className="mx-auto grid max-w-[1400px] items-start gap-3 p-3 xl:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 gap-3">
          <Panel title="Registered agents" aside={`${real.length}`}>
            {real.length === 0 ? (
              <EmptyState title="No agent is registered">
                An agent that is not registered can still be contained, but somebody has to find its keys
                first.
              </EmptyState>
            ) : (
              <AgentTable caption="Registered agents" rows={real} />
            )}
          </Panel>
          {practice.length > 0 ? (
            <Panel title="Practice agents" aside="made by drills">
              <AgentTable caption="Practice agents" rows={practice} />
            </Panel>
          ) : null}
        </div>
        <FindCredential connectionId={null} />
      </div>
    </>
  )
}

function AgentTable({ caption, rows }: { caption: string; rows: AgentDto[] }) {
  return (
    <table className="ruled ruled-stack">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Kind</th>
          <th scope="col">Owner</th>
          <th scope="col">Credentials</th>
          <th scope="col">Contained in one press?</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Link href={paths.agent(row.id)} className="font-medium">
                <UntrustedText text={row.name} />
              </Link>
              {row.runsOn ? (
                <small>
                  on <UntrustedText text={row.runsOn} />
                </small>
              ) : null}
            </th>
            <td data-label="Kind">
              <UntrustedText text={[row.kind, row.version].filter(Boolean).join(" ")} />
            </td>
            <td data-label="Owner">{row.owner ? <UntrustedText text={row.owner} /> : "not named"}</td>
            <td data-label="Credentials">
              <span className="machine">{row.credentials.length}</span>
            </td>
            <td>
              <ContainableWord containable={row.containable} short />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
