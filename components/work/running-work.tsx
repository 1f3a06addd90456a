"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { WorkRow } from "@/components/work/work-row"
import { formatPlural } from "@/lib/format"
import { apiPaths } from "@/lib/paths"
import { workQuery } from "@/lib/work/queries"
import type { StopWorkInput, WorkDto, WorkListDto, WorkLookDto } from "@/lib/work/schema"

/** What the agent started and what goes on of it: a dead credential does not stop it. Stopping it proves no credential. */
export function RunningWork({ reference }: { reference: string }) {
  const { data } = useSuspenseQuery(workQuery(reference))
  const stale = [["incident", reference]]
  const look = useSend<Record<string, never>>({ path: apiPaths.work(reference), stale })
  const stop = useSend<StopWorkInput>({ path: apiPaths.stopWork(reference), stale })
  const underWay = data.look.state === "asked" || data.look.state === "looking"
  const open = data.work.filter((each) => each.state !== "ended")
  const ended = data.work.filter((each) => each.state === "ended")
  const stoppable = open.filter((each) => each.refusal === null)
  return (
    <Panel
      title="Running work"
      aside="outlives the credential that started it; no proof of containment"
      actions={
        <>
          {stoppable.length > 1 ? (
            <ActionButton
              size="sm"
              refusal={data.may.stop}
              busy={stop.isPending ? "Asking…" : null}
              onClick={() => stop.mutate({ workIds: stoppable.map((each) => each.id) })}
            >
              Stop all {stoppable.length}
            </ActionButton>
          ) : null}
          <ActionButton
            size="sm"
            refusal={data.may.look}
            busy={look.isPending || underWay ? "Looking…" : null}
            onClick={() => look.mutate({})}
          >
            {data.look.lookedAt ? "Look again" : "Look for it"}
          </ActionButton>
        </>
      }
    >
      <ProblemNote error={look.error ?? stop.error} />
      {open.length === 0 ? (
        <Nothing data={data} />
      ) : (
        <WorkTable
          rows={open}
          pending={stop.isPending ? (stop.variables?.workIds ?? []) : []}
          onStop={(id) => stop.mutate({ workIds: [id] })}
        />
      )}
      {ended.length > 0 ? (
        <details className="border-t px-3.5 py-2 text-12">
          <summary className="min-h-6 text-ink-2">{formatPlural(ended.length, "piece")} ended</summary>
          <ul className="mt-1 grid gap-1">
            {ended.map((each) => (
              <li key={each.id}>
                {each.kindTitle} <UntrustedText text={each.resource} mono max={80} />:{" "}
                <UntrustedText text={each.word} />, read at <UtcTime iso={each.readAt} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <Reach look={data.look} />
    </Panel>
  )
}

function WorkTable({
  rows,
  pending,
  onStop,
}: {
  rows: WorkDto[]
  pending: string[]
  onStop: (id: string) => void
}) {
  return (
    <table className="ruled ruled-stack">
      <caption className="sr-only">
        Work that the agent started and that goes on, with who started it, its state as it was read, and the
        way to stop it
      </caption>
      <thead>
        <tr>
          <th scope="col">Work</th>
          <th scope="col">Started</th>
          <th scope="col" className="w-[150px]">
            State
          </th>
          <th scope="col">Stop</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((work) => (
          <WorkRow
            key={work.id}
            work={work}
            busy={pending.includes(work.id)}
            onStop={() => onStop(work.id)}
          />
        ))}
      </tbody>
    </table>
  )
}

/** Four kinds of nothing: not looked at, being looked at, not readable, and nothing seen. */
function Nothing({ data: { look } }: { data: WorkListDto }) {
  if (look.lookedAt)
    return (
      <EmptyState title="Nothing was seen to go on">
        As far as the event history had delivered at <UtcTime iso={look.lookedAt} />. That is no proof that
        nothing does.
      </EmptyState>
    )
  if (look.state === "asked" || look.state === "looking")
    return (
      <EmptyState title="Being looked for">
        The event history gives two answers a second: this takes about ten seconds for each region.
      </EmptyState>
    )
  if (look.failure)
    return (
      <EmptyState title="Could not be looked at">
        What the agent started and what goes on is not known.
      </EmptyState>
    )
  return (
    <EmptyState title="Not looked at yet">
      Executions, jobs, stack updates, machines and schedules that the agent started go on without its
      credential. It is looked for by itself once a containment has ended or the audit logs were read.
    </EmptyState>
  )
}

function Reach({ look }: { look: WorkLookDto }) {
  const blind = [...new Set(look.sources.flatMap((source) => source.cannotSee))]
  const failed = look.sources.filter((source) => source.failure)
  const read = look.sources.filter((source) => !source.failure)
  if (!look.failure && look.sources.length === 0) return null
  return (
    <div className="grid gap-1 border-t px-3.5 py-2.5 text-12 text-ink-2">
      {look.failure ? (
        <p className="text-agent" role="status">
          Not looked at: <UntrustedText text={look.failure} />
        </p>
      ) : null}
      {failed.map((source) => (
        <p key={source.label} className="text-agent">
          {source.label}: <UntrustedText text={source.failure} />
        </p>
      ))}
      {look.lookedAt ? (
        <p>
          Looked at <UtcTime iso={look.lookedAt} />
          {look.nextAt ? (
            <>
              , again by itself at <UtcTime iso={look.nextAt} />
            </>
          ) : null}
          . {read.map((source) => source.label).join(", ") || "Nothing was read"}.{" "}
          {look.sources[0]?.latenessNote}
        </p>
      ) : null}
      {blind.length > 0 ? <p>Not seen: {blind.join(" ")}</p> : null}
    </div>
  )
}
