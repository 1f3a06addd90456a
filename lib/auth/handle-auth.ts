import "server-only"
import type { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { authOptions } from "@/lib/auth/auth-options"
import { endSessionOf } from "@/lib/auth/end-session"
import { problemResponse } from "@/lib/http/problem"
import { refuseCrossSite } from "@/lib/http/refuse-cross-site"

type AuthContext = { params: Promise<{ nextauth: string[] }> }

/** next-auth's routes, behind the same cross-site check as every write. Signing out ends the session's row as well. */
export async function handleAuth(request: NextRequest, context: AuthContext): Promise<Response> {
  try {
    refuseCrossSite(request)
    const [action] = (await context.params).nextauth
    if (request.method === "POST" && action === "signout") await endSessionOf(request.headers, new Date())
    return await NextAuth(request, context, authOptions())
  } catch (error) {
    return problemResponse(error)
  }
}
