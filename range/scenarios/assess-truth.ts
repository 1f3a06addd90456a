import type { Account } from "../aws/account.ts"
import type { World } from "../aws/world.ts"
export interface Truth {
  accountId: string
}
export function assessTruth(_world: World, account: Account): Truth {
  return { accountId: account.id }
}
