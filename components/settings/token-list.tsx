"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { ActionButton } from "@/components/patterns/action-button"
import { EmptyState } from "@/components/patterns/empty-state"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { TokenDialog } from "@/components/settings/token-dialog"
import { apiPaths } from "@/lib/paths"
import { tokensQuery } from "@/lib/tokens/queries"
import type { TokenDto } from "@/lib/tokens/schema"

const stateWords: Record<TokenDto["state"], string> = {
  working: "Working",
  revoked: "Revoked",
  expired: "Expired",
}

/** Access for programs. A token is shown once, when it is made. */
export function TokenList() {
  const { data } = useSuspenseQuery(tokensQuery())
  const [making, setMaking] = useState(false)
  const revoke = useSend<{ id: string }>({
    path: ({ id }) => apiPaths.token(id),
    method: "DELETE",
    body: () => undefined,
    stale: [["tokens"], ["accounts"]],
  })
  return (
    <div className="mx-auto grid max-w-[1200px] gap-3 p-3">
      <Panel
        title="Machine tokens"
        aside="for the command line, CI and hooks"
        actions={
          <ActionButton tone="move" size="sm" onClick={() => setMaking(true)}>
            Make a token
          </ActionButton>
        }
      >
        {data.tokens.length === 0 ? (
          <EmptyState title="No token was made.">
            A program sends one as <code>Authorization: Bearer fbt_…</code> and may do what its scopes say,
            until it expires or is revoked.
          </EmptyState>
        ) : (
          <table className="ruled ruled-stack">
            <thead>
              <tr>
                <th scope="col">Token</th>
                <th scope="col">Scopes</th>
                <th scope="col">State</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="sr-only">Revoke</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.tokens.map((token) => (
                <Row key={token.id} token={token}>
                  {token.state === "working" ? (
                    <ActionButton
                      size="sm"
                      busy={revoke.isPending && revoke.variables?.id === token.id ? "Revoking…" : null}
                      onClick={() => revoke.mutate({ id: token.id })}
                    >
                      Revoke
                    </ActionButton>
                  ) : null}
                </Row>
              ))}
            </tbody>
          </table>
        )}
        <div className="px-3.5 pb-3 empty:hidden">
          <ProblemNote error={revoke.error} />
        </div>
      </Panel>
      {making ? <TokenDialog scopes={data.scopes} onClose={() => setMaking(false)} /> : null}
    </div>
  )
}

function Row({ token, children }: { token: TokenDto; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={token.name} max={60} className="font-medium" />
        <small>
          <span className="machine">{token.prefix}…</span> made <UtcDateTime iso={token.createdAt} />
          {token.createdBy ? (
            <>
              {" "}
              by <UntrustedText text={token.createdBy} max={40} />
            </>
          ) : null}
        </small>
      </th>
      <td data-label="Scopes">
        <span className="machine">{token.scopes.join(", ")}</span>
      </td>
      <td data-label="State">
        {stateWords[token.state]}
        {token.state === "working" ? (
          <small>
            until <UtcDateTime iso={token.expiresAt} />
          </small>
        ) : null}
      </td>
      <td data-label="Last used">{token.lastUsedAt ? <UtcDateTime iso={token.lastUsedAt} /> : "never"}</td>
      <td className="text-right max-sm:mt-2">{children}</td>
    </tr>
  )
}
