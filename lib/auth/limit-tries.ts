import "server-only"
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { FirebreakError } from "@/lib/errors"

/**
 * Failed sign-ins: 10 per account and 50 per address in 15 minutes, then a wait of up to 15 minutes. Kept per
 * process: an attacker gains at most a factor of the number of instances, and no table is written by strangers.
 */
const byAccount = new RateLimiterMemory({ points: 10, duration: 900 })
const byAddress = new RateLimiterMemory({ points: 50, duration: 900 })

/**
 * Takes one try before a password is looked at, so that many at the same moment cannot pass together; a right
 * password gives it back. Throws too-many-requests in the same words for every account, known or not.
 */
export async function countTry(account: string, address: string): Promise<void> {
  try {
    await byAddress.consume(address)
    await byAccount.consume(account)
  } catch (limit) {
    if (!(limit instanceof RateLimiterRes)) throw limit
    throw new FirebreakError(
      "too-many-requests",
      `Too many failed tries. Wait ${Math.max(1, Math.ceil(limit.msBeforeNext / 60_000))} minutes, then try again.`,
    )
  }
}

/** After a right password: the account starts anew, and the address gets its try back. */
export async function forgetTries(account: string, address: string): Promise<void> {
  await byAccount.delete(account)
  await byAddress.reward(address)
}
