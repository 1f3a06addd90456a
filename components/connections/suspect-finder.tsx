"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useState } from "react"
import { SuspectList } from "@/components/connections/suspect-list"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { SelectField } from "@/components/ui/field"
import { connectionsQuery } from "@/lib/connections/queries"
import { paths } from "@/lib/paths"

type Props = {
  /** The open incident, and whether it is a drill; null while none is declared. */
  incident: {
    reference: string
    isDrill: boolean
    /** Whether its agent has a name already. */
    agentKnown: boolean
    connections: { id: string; name: string }[]
  } | null
}

/** "Nobody knows which agent it is": choose an account, see who acted there, contain one. */
export function SuspectFinder({ incident }: Props) {
  const { data } = useSuspenseQuery(connectionsQuery())
  const own = incident?.connections ?? []
  const others = data.filter((each) => !each.isRange && !own.some((one) => one.id === each.id))
  const usable = incident?.isDrill ? own : [...own, ...others]
  const [chosen, setChosen] = useState("")
  const connection = usable.find((each) => each.id === chosen) ?? usable[0]
  return (
    <Panel
      title={incident?.agentKnown ? "Who else acted?" : "Nobody knows which agent it is"}
      aside="identities by what they destroyed, agents first"
    >
      {connection ? (
        <>
          {usable.length > 1 ? (
            <div className="px-3.5 pt-3.5">
              <SelectField
                label="Account"
                value={connection.id}
                onChange={(event) => setChosen(event.target.value)}
              >
                {usable.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </SelectField>
            </div>
          ) : null}
          <SuspectList
            key={connection.id}
            connectionId={connection.id}
            reference={incident?.reference ?? null}
            isRange={incident?.isDrill ?? false}
          />
        </>
      ) : (
        <EmptyState title="No account is connected">
          <Link href={paths.newConnection()}>Add a connection</Link>, then the identities that acted in it can
          be ranked here.
        </EmptyState>
      )}
    </Panel>
  )
}
