import type { Account, Session } from "./account.ts"
import type { IamState, Role, User } from "./iam-state.ts"

/** The principal behind a request, as authorisation knows it. */
export interface Caller {
  account: Account
  accessKeyId: string
  /** Present for the user's own key, for GetSessionToken and for GetFederationToken sessions. */
  user?: User
  role?: Role
  /** The account's root user, with a key of its own or by AssumeRoot. */
  root?: true
  session?: Session
  /** The state the caller's policies are read from: propagated, not merely stored. */
  iam: IamState
  arn: string
  /** AIDA…, AROA…:session or account:federated-name, which is what aws:userid holds. */
  principalId: string
}

/** Every name by which a Principal element can mean this caller. */
export function principalNames(caller: Caller): {
  exact: string[]
  role: string | undefined
  account: string[]
} {
  const id = caller.account.id
  return {
    exact: [caller.arn, caller.principalId],
    role: caller.role?.arn,
    account: [id, `arn:aws:iam::${id}:root`],
  }
}

/** LookupEvents calls a role session by its session name, a federated one by the name it was given. */
export function trailUsername(caller: Caller): string {
  return caller.session?.sessionName ?? caller.user?.name ?? (caller.root ? "root" : "")
}
