"use client"

import { ActionButton } from "@/components/patterns/action-button"
import { ProblemNote } from "@/components/patterns/problem-note"
import { useGuardedSend } from "@/components/shell/use-guarded-send"
import { Button } from "@/components/ui/button"
import { Dialog, DialogActions } from "@/components/ui/dialog"
import type { AccountDto } from "@/lib/accounts/schema"
import type { AccountRole } from "@/lib/auth/policy"
import { formatPlural, showInvisible } from "@/lib/format"
import { apiPaths } from "@/lib/paths"

export type AccountChange =
  | { kind: "role"; account: AccountDto; role: AccountRole }
  | { kind: "disable"; account: AccountDto }
  | { kind: "enable"; account: AccountDto }

/** Says what a change of access does before it is made. */
export function ChangeAccountDialog({ change, onClose }: { change: AccountChange; onClose: () => void }) {
  const send = useGuardedSend<{ role?: AccountRole }>({
    path: `${apiPaths.account(change.account.id)}/${change.kind}`,
    body: (input) => (input.role ? input : undefined),
    stale: [["accounts"], ["people"], ["me"]],
    onSuccess: onClose,
  })
  const said = words(change)
  return (
    <>
      <Dialog open onClose={onClose} title={said.title} description={said.text}>
        <ProblemNote error={send.shownError} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <ActionButton
            busy={send.isPending ? "Sending…" : null}
            onClick={() => send.mutate(change.kind === "role" ? { role: change.role } : {})}
          >
            {said.confirm}
          </ActionButton>
        </DialogActions>
      </Dialog>
      {send.asked}
    </>
  )
}

const roleWords: Record<AccountRole, string> = {
  viewer: "Reads everything, writes notes and acknowledges alerts; changes nothing else.",
  operator: "Declares, contains, restores, sends messages and takes roles on incidents.",
  administrator: "Does everything an operator does, and changes accounts, connections, contacts and tokens.",
}

function words(change: AccountChange): { title: string; text: string; confirm: string } {
  const name = showInvisible(change.account.name)
  switch (change.kind) {
    case "role":
      return {
        title: `Make ${name} ${change.role}`,
        text: `${roleWords[change.role]} Holds from their next request on${
          change.role === "administrator" ? "." : "; open invitations they made stop working."
        }`,
        confirm: `Make ${change.role}`,
      }
    case "disable":
      return {
        title: `Disable the account of ${name}`,
        text: `Their sessions and the invitations they made end at once. What they did stays under their name, and so do roles they hold on incidents: hand those over.${
          change.account.workingTokens > 0
            ? ` ${formatPlural(change.account.workingTokens, "machine token")} they made keep working until revoked under Tokens.`
            : ""
        }`,
        confirm: "Disable it",
      }
    case "enable":
      return {
        title: `Enable the account of ${name}`,
        text: `They can sign in again as ${change.account.role}, with the password they had.`,
        confirm: "Enable it",
      }
  }
}
