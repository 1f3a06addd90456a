import "server-only"
import { env } from "@/lib/env"

/** Behind https the name's prefix makes the browser insist on Secure, Path=/ and no Domain. */
export function sessionCookieName(): string {
  return isHttps() ? "__Host-firebreak.session" : "firebreak.session"
}

export function isHttps(): boolean {
  return env().FIREBREAK_URL?.startsWith("https://") ?? false
}

/** Seconds a session lasts without a new sign-in. */
export const sessionSeconds = 12 * 60 * 60
