import "server-only"
import type { AuthOptions } from "next-auth"
import CredentialsProvider from "next-auth/providers/credentials"
import { isHttps, sessionCookieName, sessionSeconds } from "@/lib/auth/session-cookie"
import { sessionSecret } from "@/lib/auth/session-secret"
import { signIn } from "@/lib/auth/sign-in"
import { database } from "@/lib/db/client"
import { isFirebreakError } from "@/lib/errors"
import { toProblem } from "@/lib/http/problem"
import { paths } from "@/lib/paths"

/** next-auth with local accounts. Its encrypted cookie carries the session row's id and nothing else that we read. */
export function authOptions(): AuthOptions {
  const secure = isHttps()
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    useSecureCookies: secure,
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    pages: { signIn: paths.signIn(), error: paths.signIn() },
    providers: [
      CredentialsProvider({
        id: "password",
        name: "password",
        credentials: { email: {}, password: {} },
        authorize: async (given, request) => {
          const headers = request.headers ?? {}
          const id = await signIn(
            database(),
            {
              email: given?.email ?? "",
              password: given?.password ?? "",
              address: String(headers["x-firebreak-address"] ?? ""),
              userAgent: String(headers["user-agent"] ?? ""),
            },
            new Date(),
          ).catch((error: unknown) => {
            throw speakable(error)
          })
          return { id }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      session: ({ session }) => session,
      redirect: ({ url, baseUrl }) =>
        url.startsWith("/") && !url.startsWith("//") ? `${baseUrl}${url}` : baseUrl,
    },
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  }
}

/** next-auth puts an error's message into an address: ours are written for that, all others would tell our insides. */
function speakable(error: unknown): Error {
  if (isFirebreakError(error)) return error
  const { title, detail } = toProblem(error)
  return new Error(`${title}: ${detail}`)
}
