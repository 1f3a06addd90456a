"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { ContainableWord } from "@/components/steps/containable-word"
import { ButtonLink } from "@/components/ui/button"
import { connectionsQuery } from "@/lib/connections/queries"
import type { ConnectionDto } from "@/lib/connections/schema"
import { paths } from "@/lib/paths"

/** Real accounts first; practice accounts stand apart, because only drills use them. */
export function ConnectionList() {
  const { data } = useSuspenseQuery(connectionsQuery())
  const real = data.filter((each) => !each.isRange)
  const practice = data.filter((each) => each.isRange)
  return (
    <>
      <PageHeader
        title="Connections"
        lead="The accounts that Firebreak can contain, assess and restore in. A check proves what each access may do."
        actions={
          <ButtonLink href={paths.newConnection()} tone={real.length === 0 ? "move" : "plain"} size="lg">
            Add a connection
          </ButtonLink>
        }
      />
      <div className="mx-auto grid max-w-[1400px] gap-3 p-3">
        <Panel title="Accounts" aside={`${real.length}`}>
          {real.length === 0 ? (
            <EmptyState title="No account is connected">
              Without a connection nothing can be revoked from here. Connect an AWS account before the day; a
              drill needs none.
            </EmptyState>
          ) : (
            <ConnectionTable caption="Connected accounts" rows={real} />
          )}
        </Panel>
        {practice.length > 0 ? (
          <Panel title="Practice accounts" aside="made by drills; no real incident can use one">
            <ConnectionTable caption="Practice accounts" rows={practice} />
          </Panel>
        ) : null}
      </div>
    </>
  )
}

function ConnectionTable({ caption, rows }: { caption: string; rows: ConnectionDto[] }) {
  return (
    <table className="ruled ruled-stack">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Connection</th>
          <th scope="col">Account</th>
          <th scope="col">Agents here: contained in one press?</th>
          <th scope="col">Checked</th>
          <th scope="col">Credentials</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Link href={paths.connection(row.id)} className="font-medium">
                <UntrustedText text={row.name} />
              </Link>
              <small>{row.connectorTitle}</small>
            </th>
            <td data-label="Account">
              <span className="machine">{row.accountId ?? "not known"}</span>
            </td>
            <td>
              <ContainableWord containable={row.containable} short />
            </td>
            <td data-label="Checked">
              {row.lastCheckedAt ? <UtcDateTime iso={row.lastCheckedAt} /> : "never"}
            </td>
            <td data-label="Credentials">
              <span className="machine">{row.credentials}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
