import type { Trail } from "./cloudtrail/trail.ts"
import type { TrailEvent } from "./cloudtrail/trail-event.ts"
import { emptyIam, type IamState } from "./iam-state.ts"
import type { Organization } from "./organization.ts"
import type { ObjectChange } from "./s3/object-change.ts"

/** Temporary credentials issued by STS. They live here until they expire; nothing can withdraw them. */
export interface Session {
  accessKeyId: string
  secret: string
  token: string
  kind: "role" | "user" | "federated" | "root"
  accountId: string
  /** Role name, or the name of the user who asked. */
  issuerName: string
  issuerId: string
  /** The session's own ARN: assumed-role/R/S, federated-user/N, or the user's ARN for GetSessionToken. */
  arn: string
  principalId: string
  sessionName?: string
  issuedAt: number
  expiresAt: number
  policies: string[]
  sourceIdentity?: string
  tags: Record<string, string>
  /** The access key that asked for the session. */
  mintedBy: string
  /** Sessions of Identity Center: who signed in there. */
  identityStoreUserId?: string
}

/** One AWS account: what is stored now, and what authorisation already knows of it. */
export class Account {
  readonly id: string
  readonly region: string
  alias: string | undefined
  organization: Organization | undefined
  iam: IamState = emptyIam()
  readonly sessions = new Map<string, Session>()
  readonly keyUse = new Map<string, { at: number; service: string; region: string }>()
  readonly roleUse = new Map<string, { at: number; region: string }>()
  /** CloudTrail records in the order the calls ended. */
  readonly events: TrailEvent[] = []
  trails: Trail[] = []
  /** Times of recent LookupEvents calls, by region, for their rate limit. */
  readonly lookups = new Map<string, number[]>()
  readonly objectChanges: ObjectChange[] = []
  private views: { from: number; iam: IamState }[] = []

  constructor(id: string, region: string) {
    this.id = id
    this.region = region
  }

  /** Makes the present state known to authorisation `delayMs` from now; later writes never overtake earlier ones. */
  publish(now: number, delayMs: number): void {
    const from = Math.max(now + delayMs, this.views.at(-1)?.from ?? 0)
    this.views.push({ from, iam: structuredClone(this.iam) })
    this.forgetOldViews(now)
  }

  /** IAM as authorisation sees it at `now`. */
  effectiveIam(now: number): IamState {
    this.forgetOldViews(now)
    const first = this.views[0]
    return first !== undefined && first.from <= now ? first.iam : emptyIam()
  }

  private forgetOldViews(now: number): void {
    while (this.views.length > 1 && (this.views[1]?.from ?? Number.POSITIVE_INFINITY) <= now)
      this.views.shift()
  }
}
