"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { incidentQuery } from "@/lib/incidents/queries"
import type { IncidentDto } from "@/lib/incidents/schema"
import { planPaths } from "@/lib/plans/queries"

/** Before the press: who else uses what the agent holds, and the mode that is recommended. Nothing is written. */
export function LookFirst({ reference }: { reference: string }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const look = useSend<Record<string, never>>({
    path: planPaths.propose(reference),
    stale: [["incident", reference]],
  })
  return (
    <Panel title="Who else is hit">
      <div className="grid gap-2 px-3.5 py-3 text-13">
        <p className="max-w-[72ch] text-ink-2">
          Looks up who else uses each role, key or account (sessions of the last hour, machines, trust), and
          drafts the plan with the recommended mode and its reason. It only reads.
        </p>
        <div>
          <ActionButton
            refusal={refusalOf(incident)}
            busy={look.isPending ? "Looking…" : null}
            onClick={() => look.mutate({})}
          >
            Look before the press
          </ActionButton>
        </div>
        <ProblemNote error={look.error} />
      </div>
    </Panel>
  )
}

/** Proposing takes an operator, as updating does. */
function refusalOf({ may, credentials }: IncidentDto): string | null {
  return may.update ?? (credentials.length === 0 ? "no credential is known yet" : null)
}
