"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { StartDrill } from "@/components/drills/start-drill"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { drillsQuery } from "@/lib/drills/queries"
import { paths } from "@/lib/paths"

export function DrillList() {
  const { data } = useSuspenseQuery(drillsQuery())
  return (
    <>
      <PageHeader
        title="Drills"
        lead="A drill runs against a practice account on this server. It can touch no real connection, tells nobody outside, and never counts in metrics."
        actions={<StartDrill yellow />}
      />
      <div className="mx-auto max-w-[1100px] p-3">
        <Panel title="Drills so far">
          {data.drills.length === 0 ? (
            <EmptyState title="No drill yet">The first one takes about five minutes.</EmptyState>
          ) : (
            <table className="ruled ruled-stack">
              <caption className="sr-only">Drills, newest first</caption>
              <thead>
                <tr>
                  <th scope="col">Drill</th>
                  <th scope="col">Status</th>
                  <th scope="col">Started</th>
                  <th scope="col">Practice account</th>
                </tr>
              </thead>
              <tbody>
                {data.drills.map((drill) => (
                  <tr key={drill.reference}>
                    <th scope="row">
                      <Link href={paths.incident(drill.reference)}>
                        {drill.reference} <UntrustedText text={drill.title} max={80} />
                      </Link>
                    </th>
                    <td data-label="Status">{drill.status}</td>
                    <td data-label="Started">
                      <UtcDateTime iso={drill.startedAt} />
                    </td>
                    <td data-label="Account">
                      <span className="machine">{drill.accountId}</span>
                      <small>{drill.endedAt ? "closed" : "open"}</small>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Panel>
      </div>
    </>
  )
}
