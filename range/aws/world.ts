import { type Clock, type Delay, drawDelay } from "../clock.ts"
import type { CallLog } from "../record/call-log.ts"
import type { Faults } from "../record/faults.ts"
import { Account } from "./account.ts"
import type { IamState } from "./iam-state.ts"
import { accountNumber } from "./ids.ts"
import type { Organization } from "./organization.ts"
import type { Bucket } from "./s3/bucket.ts"

export interface WorldSettings {
  clock: Clock
  /** How long an IAM write takes to reach authorisation, ms. */
  propagation: Delay
  /** How long a record takes to reach LookupEvents and the trail's files, ms. */
  delivery: Delay
}

/** Everything the practice cloud knows. Bucket names and access keys are global, as on AWS. */
export class World {
  readonly clock: Clock
  readonly settings: WorldSettings
  readonly calls: CallLog
  readonly faults: Faults
  readonly accounts = new Map<string, Account>()
  readonly buckets = new Map<string, Bucket>()
  readonly organizations = new Set<Organization>()
  private readonly keyOwners = new Map<string, string>()

  constructor(settings: WorldSettings, calls: CallLog, faults: Faults) {
    this.settings = settings
    this.clock = settings.clock
    this.calls = calls
    this.faults = faults
  }

  createAccount(region: string, id = accountNumber()): Account {
    const account = new Account(id, region)
    this.accounts.set(id, account)
    return account
  }

  removeAccount(id: string): boolean {
    for (const [name, bucket] of this.buckets) if (bucket.accountId === id) this.buckets.delete(name)
    for (const [key, owner] of this.keyOwners) if (owner === id) this.keyOwners.delete(key)
    for (const each of this.organizations)
      if (each.management.id === id || each.members.has(id)) this.organizations.delete(each)
    return this.accounts.delete(id)
  }

  ownKey(accessKeyId: string, account: Account): void {
    this.keyOwners.set(accessKeyId, account.id)
  }

  accountOfKey(accessKeyId: string): Account | undefined {
    const owner = this.keyOwners.get(accessKeyId)
    return owner === undefined ? undefined : this.accounts.get(owner)
  }

  /** Call after each change to an account's IAM. `settled` skips propagation, for scenarios. */
  iamChanged(account: Account, settled = false): void {
    account.publish(this.clock.now(), settled ? 0 : drawDelay(this.settings.propagation))
  }

  /** Call after each change to an organisation's policies. */
  organizationChanged(organization: Organization, { settled = false, inForce = false } = {}): void {
    organization.publish(this.clock.now(), settled ? 0 : drawDelay(this.settings.propagation), inForce)
  }

  effectiveIam(account: Account): IamState {
    return account.effectiveIam(this.clock.now())
  }
}
