"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { IdentityLanes } from "@/components/damage/identity-lanes"
import { IdentityRow } from "@/components/damage/identity-row"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useSend } from "@/components/patterns/use-send"
import { arrangeLanes, containable } from "@/lib/assessment/arrange-lanes"
import { identitiesQuery } from "@/lib/assessment/queries"
import { formatPlural } from "@/lib/format"
import { incidentQuery } from "@/lib/incidents/queries"
import { planPaths } from "@/lib/plans/queries"

/** Everything the agent acted as, over time and as a table; what was found is contained from here with one press. */
export function Identities({ reference, completeUpTo }: { reference: string; completeUpTo: string | null }) {
  const { data: incident } = useSuspenseQuery(incidentQuery(reference))
  const { data: identities } = useSuspenseQuery(identitiesQuery(reference))
  const contain = useSend<{ credentialIds: string[] }>({
    path: planPaths.contain(reference),
    stale: [["incident", reference]],
  })
  const lanes = arrangeLanes(identities)
  const open = [...new Set(lanes.flatMap((lane) => containable(lane) ?? []))]
  return (
    <Panel
      title="Identities"
      aside={lanes.length > 0 ? `${lanes.length}, each below what it was got from` : null}
      actions={
        open.length > 0 ? (
          <ActionButton
            size="sm"
            refusal={incident.may.approve}
            busy={contain.isPending ? "Sending…" : null}
            onClick={() => contain.mutate({ credentialIds: open })}
          >
            Contain {formatPlural(open.length, "credential")}
          </ActionButton>
        ) : null
      }
    >
      {contain.error ? (
        <div className="p-3.5">
          <ProblemNote error={contain.error} />
        </div>
      ) : null}
      {lanes.length === 0 ? (
        <p className="px-3.5 py-3 text-13 text-ink-2">
          No identity is known yet. The reading starts from the incident's credentials and follows every role
          and key they led to.
        </p>
      ) : (
        <>
          <IdentityLanes
            lanes={lanes}
            declaredAt={incident.declaredAt}
            completeUpTo={completeUpTo}
            serverNow={incident.serverNow}
          />
          <table className="ruled ruled-stack border-t">
            <caption className="sr-only">
              Identities of the agent: how each was got, what it did, and whether it is cut
            </caption>
            <thead>
              <tr>
                <th scope="col">Identity</th>
                <th scope="col">Got from</th>
                <th scope="col">Seen</th>
                <th scope="col">Calls</th>
                <th scope="col">Cut</th>
                <th scope="col">
                  <span className="sr-only">Contain</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lanes.map((lane) => (
                <IdentityRow
                  key={lane.identity.id}
                  lane={lane}
                  reference={reference}
                  serverNow={incident.serverNow}
                  refusal={incident.may.approve}
                  busy={contain.isPending}
                  onContain={(id) => contain.mutate({ credentialIds: [id] })}
                />
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  )
}
