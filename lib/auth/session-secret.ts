import "server-only"
import { env } from "@/lib/env"
import { derivedKey } from "@/lib/secrets/master-key"

/** The key of the session cookie: NEXTAUTH_SECRET when set, else derived from the master key. */
export function sessionSecret(): string {
  return env().NEXTAUTH_SECRET ?? derivedKey("session cookie")
}
