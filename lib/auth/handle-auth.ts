import "server-only"
import { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { authOptions } from "@/lib/auth/auth-options"
import { endSessionOf } from "@/lib/auth/end-session"
import { readAuthFields } from "@/lib/auth/read-auth-fields"
import { invalidInput, notFound } from "@/lib/errors"
import { problemResponse } from "@/lib/http/problem"
import { refuseCrossSite } from "@/lib/http/refuse-cross-site"

type AuthContext = { params: Promise<{ nextauth: string[] }> }

/** What of next-auth is ours to show; its own pages are not. */
const actions: Record<string, readonly string[]> = {
  GET: ["csrf", "session", "providers", "signin", "error"],
  POST: ["callback", "signin", "signout", "session"],
}

/**
 * next-auth's routes, behind the same checks as every write: where it comes from, how large it is, what it holds.
 * Signing out ends the session's row as well. Whatever next-auth refuses in its own words becomes a problem.
 */
export async function handleAuth(request: NextRequest, context: AuthContext): Promise<Response> {
  try {
    refuseCrossSite(request)
    const [action = ""] = (await context.params).nextauth
    if (!actions[request.method]?.includes(action))
      throw notFound("There is no such way to sign in or out. Open /sign-in.")
    const checked = request.method === "POST" ? await withFields(request) : request
    if (request.method === "POST" && action === "signout") await endSessionOf(request.headers, new Date())
    const answer: Response = await NextAuth(checked, context, authOptions())
    if (answer.status >= 400 && !answer.headers.get("content-type")?.startsWith("application/json"))
      throw invalidInput("The sign-in request cannot be used. Open /sign-in and try again.")
    return answer
  } catch (error) {
    return problemResponse(error)
  }
}

/** The same request with the fields that were checked, and no others. */
async function withFields(request: NextRequest): Promise<NextRequest> {
  const headers = new Headers(request.headers)
  headers.set("content-type", "application/x-www-form-urlencoded")
  headers.delete("content-length")
  const body = new URLSearchParams(await readAuthFields(request)).toString()
  return new NextRequest(request.url, { method: "POST", headers, body })
}
