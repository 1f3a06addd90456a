"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { CheckResult } from "@/components/connections/check-result"
import { ConnectionFacts } from "@/components/connections/connection-facts"
import { ConnectionForm } from "@/components/connections/connection-form"
import { ProtectedList } from "@/components/connections/protected-list"
import { configText } from "@/components/connections/read-connection-form"
import { SuspectList } from "@/components/connections/suspect-list"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { PageHeader } from "@/components/patterns/page-header"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { ReasonDialog } from "@/components/patterns/reason-dialog"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useRefusal } from "@/components/patterns/use-refusal"
import { useSend } from "@/components/patterns/use-send"
import { Dialog } from "@/components/ui/dialog"
import { connectionPaths, connectionQuery } from "@/lib/connections/queries"
import type { ConnectionDto } from "@/lib/connections/schema"
import { paths } from "@/lib/paths"

type Props = {
  id: string
  /** Just saved: it is checked without another press. */
  checkFirst: boolean
  /** What another part of the product adds to this page. */
  children: ReactNode
}

/** One connection: what its access may do, who acted in its account, and who is never contained. */
export function ConnectionView({ id, checkFirst, children }: Props) {
  const { data: connection } = useSuspenseQuery(connectionQuery(id))
  const check = useCheck(id, checkFirst)
  const mayCheck = useRefusal("connection.check")
  const archived = connection.archivedAt ? "it is archived" : null
  return (
    <>
      <PageHeader
        title={<UntrustedText text={connection.name} />}
        lead={`${connection.connectorTitle} account ${connection.accountId ?? "not known yet"}${
          connection.isRange ? ". A practice account: drills use it, real incidents cannot." : ""
        }`}
        actions={
          <>
            <ActionButton
              size="lg"
              tone={connection.lastCheck ? "plain" : "move"}
              refusal={mayCheck ?? archived}
              busy={check.isPending ? "Checking…" : null}
              onClick={() => check.mutate({})}
            >
              {connection.lastCheck ? "Check again" : "Check"}
            </ActionButton>
            <Changes connection={connection} />
          </>
        }
      />
      <div className="mx-auto grid max-w-[1400px] items-start gap-3 p-3 xl:grid-cols-[minmax(0,1fr)_400px]">
        <div className="grid min-w-0 gap-3">
          <ProblemNote error={check.error} />
          <Panel title="Who acted here?" aside="identities by what they destroyed, agents first">
            <SuspectList
              connectionId={id}
              reference={null}
              isRange={connection.isRange}
              yellow={connection.lastCheck !== null}
            />
          </Panel>
          <Panel title="What this access may do">
            {connection.lastCheck ? (
              <CheckResult check={connection.lastCheck} />
            ) : (
              <EmptyState title="Never checked">
                Until it is, nothing is known: neither whether the sign-in works nor what it may do.
              </EmptyState>
            )}
          </Panel>
        </div>
        <div className="grid min-w-0 gap-3">
          <ConnectionFacts connection={connection} />
          {children}
          <ProtectedList connection={connection} />
        </div>
      </div>
    </>
  )
}

function useCheck(id: string, checkFirst: boolean) {
  const router = useRouter()
  const check = useSend<Record<string, never>, ConnectionDto>({
    path: connectionPaths.check(id),
    stale: [["connections"]],
  })
  const asked = useRef(false)
  const { mutate } = check
  useEffect(() => {
    if (!checkFirst || asked.current) return
    asked.current = true
    mutate({})
    // A reload must not check again.
    router.replace(paths.connection(id), { scroll: false })
  }, [checkFirst, id, mutate, router])
  return check
}

function Changes({ connection }: { connection: ConnectionDto }) {
  const router = useRouter()
  const refused = useRefusal("connection.edit")
  const [open, setOpen] = useState<"edit" | "archive" | null>(null)
  const [externalId, setExternalId] = useState(configText(connection.config, "externalId"))
  const archive = useSend<{ version: number }>({
    path: connectionPaths.archive(connection.id),
    stale: [["connections"]],
    onSuccess: () => router.push(paths.connections()),
  })
  const still =
    refused ?? (connection.isRange ? "kept by its drill" : connection.archivedAt ? "it is archived" : null)
  return (
    <>
      <ActionButton size="lg" refusal={still} onClick={() => setOpen("edit")}>
        Edit
      </ActionButton>
      <ActionButton size="lg" tone="quiet" refusal={still} onClick={() => setOpen("archive")}>
        Archive
      </ActionButton>
      {open === "edit" ? (
        <Dialog
          open
          wide
          onClose={() => setOpen(null)}
          title="Edit the connection"
          description="Changed access is unproven until it is checked again."
        >
          <ConnectionForm
            connection={connection}
            externalId={externalId}
            onExternalId={setExternalId}
            onSaved={() => setOpen(null)}
          />
        </Dialog>
      ) : null}
      {open === "archive" ? (
        <ReasonDialog
          title="Archive the connection"
          description="Nothing new can be done through it. What was done stays checkable and can be undone. It does not come back: add a new one instead."
          typedName={connection.name}
          confirm="Archive it"
          busy={archive.isPending}
          error={archive.error}
          onConfirm={() => archive.mutate({ version: connection.version })}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  )
}
