"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { Tag } from "@/components/ui/tag"
import { nameDevice } from "@/lib/accounts/name-device"
import { sessionsQuery } from "@/lib/accounts/queries"
import type { SessionDto } from "@/lib/accounts/schema"
import { apiPaths } from "@/lib/paths"

/** The reader's own open sessions; one that is ended here loses its next request, and its live stream within 5 s. */
export function SessionList() {
  const { data } = useSuspenseQuery(sessionsQuery())
  const stale = [["sessions"]]
  const revoke = useSend<{ id: string }>({
    path: ({ id }) => apiPaths.session(id),
    method: "DELETE",
    body: () => undefined,
    stale,
  })
  const others = useSend({ path: `${apiPaths.sessions()}/end-others`, body: () => undefined, stale })
  const left = data.sessions.filter((s) => !s.isThis).length
  return (
    <div className="mx-auto grid max-w-[1200px] gap-3 p-3">
      <Panel
        title="My sessions"
        aside="each lasts 12 h without a new sign-in"
        actions={
          <ActionButton
            size="sm"
            refusal={left === 0 ? "there is no other" : null}
            busy={others.isPending ? "Ending…" : null}
            onClick={() => others.mutate({})}
          >
            End all others
          </ActionButton>
        }
      >
        <table className="ruled ruled-stack">
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col">Signed in</th>
              <th scope="col">Last request</th>
              <th scope="col">Address</th>
              <th scope="col">
                <span className="sr-only">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.sessions.map((session) => (
              <Row key={session.id} session={session}>
                <ActionButton
                  size="sm"
                  refusal={session.isThis ? "sign out instead" : null}
                  busy={revoke.isPending && revoke.variables?.id === session.id ? "Ending…" : null}
                  onClick={() => revoke.mutate({ id: session.id })}
                >
                  End it
                </ActionButton>
              </Row>
            ))}
          </tbody>
        </table>
        <div className="px-3.5 pb-3 empty:hidden">
          <ProblemNote error={revoke.error ?? others.error} />
        </div>
      </Panel>
    </div>
  )
}

function Row({ session, children }: { session: SessionDto; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={nameDevice(session.userAgent)} max={60} className="font-medium" />
        {session.isThis ? <Tag className="ml-2">this one</Tag> : null}
      </th>
      <td data-label="Signed in">
        <UtcDateTime iso={session.createdAt} />
      </td>
      <td data-label="Last request">
        <UtcDateTime iso={session.lastSeenAt} />
      </td>
      <td data-label="Address">
        <UntrustedText text={session.address || "unknown"} mono />
      </td>
      <td className="text-right max-sm:mt-2">{children}</td>
    </tr>
  )
}
