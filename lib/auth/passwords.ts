import "server-only"
import { hash, verify } from "@node-rs/argon2"

/** argon2id with OWASP's second recommendation: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

let dummy: Promise<string> | undefined

/**
 * Whether the password fits. Without a hash (unknown account) the same work is done on a dummy, so that time does not
 * tell which accounts exist.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  dummy ??= hashPassword("an account that does not exist")
  const fits = await verify(passwordHash ?? (await dummy), password).catch(() => false)
  return passwordHash !== null && fits
}
