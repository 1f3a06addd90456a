import "server-only"
import { getToken } from "next-auth/jwt"
import { z } from "zod"
import { sessionCookieName } from "@/lib/auth/session-cookie"
import { sessionSecret } from "@/lib/auth/session-secret"

/** The session row's id in next-auth's encrypted cookie; null when absent, expired or not ours. */
export async function readSessionId(headers: Headers): Promise<string | null> {
  const cookie = headers.get("cookie")
  if (!cookie) return null
  const cookies = Object.fromEntries(
    cookie.split(/;\s*/).map((pair) => {
      const at = pair.indexOf("=")
      return [pair.slice(0, at), decode(pair.slice(at + 1))]
    }),
  )
  const name = sessionCookieName()
  const token = await getToken({
    req: { cookies, headers: {} } as unknown as Parameters<typeof getToken>[0]["req"],
    cookieName: name,
    secret: sessionSecret(),
  }).catch(() => null)
  const id = z.uuid().safeParse(token?.sid)
  return id.success ? id.data : null
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
