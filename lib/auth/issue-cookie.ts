import "server-only"
import { encode } from "next-auth/jwt"
import { isHttps, sessionCookieName, sessionSeconds } from "@/lib/auth/session-cookie"
import { sessionSecret } from "@/lib/auth/session-secret"

/** The Set-Cookie value for a session row, as next-auth itself would write it; for accounts made by a link, and tests. */
export async function issueCookie(sessionId: string): Promise<string> {
  const value = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge: sessionSeconds })
  return `${sessionCookieName()}=${value}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`
}
