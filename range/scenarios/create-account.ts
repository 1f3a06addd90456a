import type { World } from "../aws/world.ts"
import { fillCodingAgentAccount } from "./coding-agent.ts"
import { fillEmptyAccount } from "./empty-account.ts"
import { fillOrganization } from "./organization.ts"
import type { ScenarioSummary } from "./scenario.ts"

export const scenarioNames = ["coding-agent", "empty", "organization"] as const
export type ScenarioName = (typeof scenarioNames)[number]

export interface AccountRequest {
  scenario: ScenarioName
  /** The same seed gives the same names and contents; ids and keys are always fresh. */
  seed?: number
  region?: string
}

export interface CreatedAccount extends ScenarioSummary {
  accountId: string
  scenario: ScenarioName
  region: string
}

export function createAccount(world: World, request: AccountRequest): CreatedAccount {
  const region = request.region ?? "eu-west-1"
  const account = world.createAccount(region)
  const seed = request.seed ?? Math.floor(Math.random() * 2 ** 31)
  const fill = {
    "coding-agent": () => fillCodingAgentAccount(world, account, seed),
    empty: () => fillEmptyAccount(world, account),
    organization: () => fillOrganization(world, account, seed),
  }
  const summary = fill[request.scenario]()
  return { accountId: account.id, scenario: request.scenario, region, ...summary }
}
