import "server-only"
import { RateLimiterMemory } from "rate-limiter-flexible"
import { FirebreakError } from "@/lib/errors"

/**
 * Failed sign-ins: 10 per account and 50 per address in 15 minutes, then a wait of up to 15 minutes. Kept per
 * process: an attacker gains at most a factor of the number of instances, and no table is written by strangers.
 */
const byAccount = new RateLimiterMemory({ points: 10, duration: 900 })
const byAddress = new RateLimiterMemory({ points: 50, duration: 900 })

/** Throws too-many-requests before a password is looked at. The words are the same for every account. */
export async function requireTries(account: string, address: string): Promise<void> {
  const [a, b] = await Promise.all([byAccount.get(account), byAddress.get(address)])
  const waitMs = Math.max(
    a && a.remainingPoints <= 0 ? a.msBeforeNext : 0,
    b && b.remainingPoints <= 0 ? b.msBeforeNext : 0,
  )
  if (waitMs > 0) {
    throw new FirebreakError(
      "too-many-requests",
      `Too many failed tries. Wait ${Math.ceil(waitMs / 60_000)} minutes, then try again.`,
    )
  }
}

export async function countFailedTry(account: string, address: string): Promise<void> {
  await Promise.allSettled([byAccount.consume(account), byAddress.consume(address)])
}

export async function forgetTries(account: string): Promise<void> {
  await byAccount.delete(account)
}
