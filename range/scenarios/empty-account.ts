import type { Account } from "../aws/account.ts"
import type { World } from "../aws/world.ts"
import { addUser, keyPair, type ScenarioSummary } from "./scenario.ts"

/** An account that holds nothing but its administrator: for tests that build what they need. */
export function fillEmptyAccount(world: World, account: Account): ScenarioSummary {
  const administrator = addUser(world, account, "practice-administrator", {
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    createdAt: world.clock.now() - 90 * 86_400_000,
    keys: 1,
  })
  world.iamChanged(account, true)
  return { administrator: { ...keyPair(administrator), arn: administrator.arn }, buckets: [] }
}
