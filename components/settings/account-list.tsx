"use client"

import { useSuspenseQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Panel } from "@/components/patterns/panel"
import { ProblemNote } from "@/components/patterns/problem-note"
import { UtcDateTime } from "@/components/patterns/time"
import { UntrustedText } from "@/components/patterns/untrusted-text"
import { useSend } from "@/components/patterns/use-send"
import { type AccountChange, ChangeAccountDialog } from "@/components/settings/change-account-dialog"
import { InvitationList } from "@/components/settings/invitation-list"
import { Menu } from "@/components/ui/menu"
import type { MenuItem } from "@/components/ui/menu-label"
import { Tag } from "@/components/ui/tag"
import { accountsQuery } from "@/lib/accounts/queries"
import type { AccountDto } from "@/lib/accounts/schema"
import { accountRoles } from "@/lib/auth/policy"
import { formatPlural } from "@/lib/format"
import { apiPaths } from "@/lib/paths"

/** Who may sign in and as what; a change holds from that person's next request on. */
export function AccountList() {
  const { data } = useSuspenseQuery(accountsQuery())
  const [change, setChange] = useState<AccountChange | null>(null)
  const end = useSend<{ id: string }>({
    path: ({ id }) => `${apiPaths.account(id)}/end-sessions`,
    body: () => undefined,
    stale: [["accounts"], ["sessions"]],
  })
  return (
    <div className="mx-auto grid max-w-[1200px] gap-3 p-3">
      <Panel title="Accounts" aside={formatPlural(data.accounts.length, "account")}>
        <table className="ruled ruled-stack">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col">Sessions</th>
              <th scope="col">Since</th>
              <th scope="col">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.accounts.map((account) => (
              <AccountRow
                key={account.id}
                account={account}
                choose={setChange}
                endSessions={() => end.mutate({ id: account.id })}
              />
            ))}
          </tbody>
        </table>
        <div className="px-3.5 pb-3 empty:hidden">
          <ProblemNote error={end.error} />
        </div>
      </Panel>
      <InvitationList />
      {change ? <ChangeAccountDialog change={change} onClose={() => setChange(null)} /> : null}
    </div>
  )
}

function AccountRow({
  account,
  choose,
  endSessions,
}: {
  account: AccountDto
  choose: (change: AccountChange) => void
  endSessions: () => void
}) {
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={account.name} max={60} className="font-medium" />
        {account.isMe ? <Tag className="ml-2">you</Tag> : null}
        {account.disabledAt ? <Tag className="ml-2 text-ink-2">disabled</Tag> : null}
        <small>
          <UntrustedText text={account.email} mono />
        </small>
      </th>
      <td data-label="Role">{account.role}</td>
      <td data-label="Sessions">
        {account.disabledAt ? (
          <>
            none, disabled <UtcDateTime iso={account.disabledAt} />
          </>
        ) : (
          <>
            {account.openSessions} open
            {account.lastSeenAt ? (
              <small>
                last request <UtcDateTime iso={account.lastSeenAt} />
              </small>
            ) : null}
          </>
        )}
      </td>
      <td data-label="Since">
        <UtcDateTime iso={account.createdAt} />
      </td>
      <td className="text-right max-sm:mt-2">
        <Menu
          label="Change"
          name={`Change the account of ${account.name}`}
          items={itemsOf(account, choose, endSessions)}
        />
      </td>
    </tr>
  )
}

function itemsOf(
  account: AccountDto,
  choose: (change: AccountChange) => void,
  endSessions: () => void,
): MenuItem[] {
  const roles = accountRoles.map((role) => ({
    label: `Make ${role}`,
    onSelect: () => choose({ kind: "role", account, role }),
    refusal:
      role === account.role
        ? "it is so already"
        : role === "administrator"
          ? account.may.edit
          : account.may.demote,
  }))
  const access = account.disabledAt
    ? { label: "Enable", onSelect: () => choose({ kind: "enable", account }), refusal: account.may.edit }
    : { label: "Disable", onSelect: () => choose({ kind: "disable", account }), refusal: account.may.disable }
  return [
    ...roles,
    {
      label: "End all sessions",
      onSelect: endSessions,
      refusal: account.openSessions === 0 ? "there is none" : account.may.edit,
    },
    access,
  ]
}
