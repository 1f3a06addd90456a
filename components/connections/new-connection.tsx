"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { ConnectionForm } from "@/components/connections/connection-form"
import { RoleSetUp } from "@/components/connections/role-set-up"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { findConnectorDefinition } from "@/lib/connectors/definitions"
import { paths } from "@/lib/paths"

/** `externalId` is first made by the server for this form. */
export function NewConnection({ externalId: first }: { externalId: string }) {
  const router = useRouter()
  const [externalId, setExternalId] = useState(first)
  return (
    <>
      <PageHeader
        title="Add a connection"
        lead="One AWS account. Its own page opens next, where the first check is made."
      />
      <div className="mx-auto grid max-w-[1200px] items-start gap-3 p-3 lg:grid-cols-[minmax(0,1fr)_440px]">
        <Panel title="Account">
          <div className="p-3.5">
            <ConnectionForm
              connection={null}
              externalId={externalId}
              onExternalId={setExternalId}
              onSaved={({ id }) => router.push(`${paths.connection(id)}?check=1`)}
            />
          </div>
        </Panel>
        <Panel title="In AWS, before the first check">
          <RoleSetUp
            externalId={externalId}
            policy={findConnectorDefinition("aws")?.leastPolicy ?? ""}
            organizationPolicy={findConnectorDefinition("aws")?.organizationPolicy ?? ""}
          />
        </Panel>
      </div>
    </>
  )
}
