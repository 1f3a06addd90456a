import type { Account } from "./account.ts"
import type { IdentityCenter } from "./sso/identity-center.ts"

/** A service control policy. */
export interface ControlPolicy {
  id: string
  name: string
  description: string
  /** AWS's own FullAWSAccess can neither be changed nor deleted. */
  awsManaged: boolean
  content: string
}

/** What authorisation reads. Plain data only: it is cloned on every write to model propagation. */
export interface OrganizationState {
  policies: Map<string, ControlPolicy>
  /** Ids of the attached policies by the id of a root, an organizational unit or an account. */
  attached: Map<string, string[]>
  /** Parent of each account and unit. */
  parents: Map<string, string>
  scpEnabled: boolean
}

export const fullAccessId = "p-FullAWSAccess"

/** One organisation: its management account, its tree, its service control policies, its Identity Center. */
export class Organization {
  readonly id: string
  readonly rootId: string
  readonly management: Account
  readonly members = new Map<string, { account: Account; name: string; email: string; joinedAt: number }>()
  readonly units = new Map<string, { id: string; name: string }>()
  /** Accounts that may call Organizations and Identity Center beside the management account. */
  readonly delegated = new Set<string>()
  /** Centralised root access, as IAM's ListOrganizationsFeatures names it. */
  rootFeatures: string[] = ["RootCredentialsManagement", "RootSessions"]
  identityCenter: IdentityCenter | undefined
  state: OrganizationState
  private changingUntil = 0
  private views: { from: number; state: OrganizationState }[] = []

  constructor(id: string, rootId: string, management: Account) {
    this.id = id
    this.rootId = rootId
    this.management = management
    this.state = {
      policies: new Map([
        [
          fullAccessId,
          {
            id: fullAccessId,
            name: "FullAWSAccess",
            description: "Allows access to every operation",
            awsManaged: true,
            content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
          },
        ],
      ]),
      attached: new Map([[rootId, [fullAccessId]]]),
      parents: new Map(),
      scpEnabled: true,
    }
  }

  /** Makes the present policies known to authorisation `delayMs` from now; `inForce`: something attached changed. */
  publish(now: number, delayMs: number, inForce: boolean): void {
    const from = Math.max(now + delayMs, this.views.at(-1)?.from ?? 0)
    if (inForce) this.changingUntil = from
    this.views.push({ from, state: structuredClone(this.state) })
  }

  /** True while a change of policies is still on its way: AWS refuses some further changes then. */
  changing(now: number): boolean {
    return this.changingUntil > now
  }

  effective(now: number): OrganizationState | undefined {
    while (this.views.length > 1 && (this.views[1]?.from ?? Number.POSITIVE_INFINITY) <= now)
      this.views.shift()
    const first = this.views[0]
    return first !== undefined && first.from <= now ? first.state : undefined
  }

  /** Policies that limit an account now, one list per level from the account up to the root. */
  limitsOf(accountId: string, state: OrganizationState): ControlPolicy[][] {
    if (!state.scpEnabled || accountId === this.management.id) return []
    const levels: ControlPolicy[][] = []
    for (let at: string | undefined = accountId; at !== undefined; at = state.parents.get(at))
      levels.push(
        (state.attached.get(at) ?? []).flatMap((id) => {
          const policy = state.policies.get(id)
          return policy ? [policy] : []
        }),
      )
    return levels
  }

  /** Whoever calls Organizations or Identity Center must be one of these. */
  administers(accountId: string): boolean {
    return accountId === this.management.id || this.delegated.has(accountId)
  }
}
