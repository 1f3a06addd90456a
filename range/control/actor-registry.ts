import type { Account } from "../aws/account.ts"
import type { World } from "../aws/world.ts"
import type { CreatedAccount } from "../scenarios/create-account.ts"
import type { Endpoints } from "../start-range.ts"
export interface AgentReport {
  state: string
}
export class ActorRegistry {
  constructor(_world: World, _endpoints: Endpoints) {}
  get running(): boolean {
    return false
  }
  startBackground(_created: CreatedAccount): void {}
  async startAgent(_account: Account, _options: Record<string, unknown>): Promise<AgentReport> {
    return { state: "idle" }
  }
  async stopAgent(_id: string): Promise<AgentReport> {
    return { state: "idle" }
  }
  report(_id: string, _after: number): AgentReport {
    return { state: "idle" }
  }
  async stop(_id: string): Promise<void> {}
  async stopAll(): Promise<void> {}
}
