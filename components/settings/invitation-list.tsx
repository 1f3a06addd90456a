"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { InviteDialog } from "@/components/settings/invite-dialog"
import { accountsQuery } from "@/lib/accounts/queries"
import type { InvitationDto } from "@/lib/accounts/schema"
import { apiPaths } from "@/lib/paths"

const stateWords: Record<InvitationDto["state"], string> = {
  open: "Open",
  used: "Used",
  revoked: "Revoked",
  expired: "Expired",
}

/** One-time links that make accounts. The link itself is shown only when it is made. */
export function InvitationList() {
  const { data } = useSuspenseQuery(accountsQuery())
  const [inviting, setInviting] = useState(false)
  const revoke = useSend<{ id: string }>({
    path: ({ id }) => apiPaths.invitation(id),
    method: "DELETE",
    body: () => undefined,
    stale: [["accounts"]],
  })
  return (
    <Panel
      title="Invitations"
      aside="each link makes one account"
      actions={
        <ActionButton tone="move" size="sm" refusal={data.mayNotEdit} onClick={() => setInviting(true)}>
          Invite somebody
        </ActionButton>
      }
    >
      {data.invitations.length === 0 ? (
        <EmptyState title="Nobody is invited.">
          An incident needs a second person: invite the one who takes over when you sleep.
        </EmptyState>
      ) : (
        <table className="ruled ruled-stack">
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col">Role</th>
              <th scope="col">State</th>
              <th scope="col">Made</th>
              <th scope="col">
                <span className="sr-only">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.invitations.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.email ? <UntrustedText text={row.email} mono /> : "Whoever has the link"}
                  {row.isSetup ? <small>the set-up link of this server</small> : null}
                </th>
                <td data-label="Role">{row.role}</td>
                <td data-label="State">
                  {stateWords[row.state]}
                  {row.state === "open" ? (
                    <small>
                      until <UtcDateTime iso={row.expiresAt} />
                    </small>
                  ) : null}
                </td>
                <td data-label="Made">
                  <UtcDateTime iso={row.createdAt} />
                  {row.createdBy ? (
                    <small>
                      by <UntrustedText text={row.createdBy} max={40} />
                    </small>
                  ) : null}
                </td>
                <td className="text-right max-sm:mt-2">
                  {row.state === "open" ? (
                    <ActionButton
                      size="sm"
                      refusal={data.mayNotEdit}
                      busy={revoke.isPending && revoke.variables?.id === row.id ? "Revoking…" : null}
                      onClick={() => revoke.mutate({ id: row.id })}
                    >
                      Revoke
                    </ActionButton>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="px-3.5 pb-3 empty:hidden">
        <ProblemNote error={revoke.error} />
      </div>
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </Panel>
  )
}
