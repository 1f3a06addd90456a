import { ApiProblem, fetchJson } from "@/lib/http/fetch-json"

const failed = {
  status: 401,
  code: "sign-in-failed",
  title: "E-mail or password is wrong",
  docs: "/docs/errors/sign-in-failed",
}

/** Signs in through next-auth's own routes. Throws ApiProblem with the server's words. */
export async function sendSignIn(email: string, password: string): Promise<void> {
  const answer = await post("/api/auth/callback/password", { email, password })
  const said = new URL(answer, location.origin).searchParams.get("error")
  if (said) throw new ApiProblem({ ...failed, detail: detailOf(said) })
}

/** Ends the session's row and the cookie. */
export async function sendSignOut(): Promise<void> {
  await post("/api/auth/signout", {})
}

/** next-auth wants its cross-site token with each form; answers with the address that it would go to. */
async function post(path: string, fields: Record<string, string>): Promise<string> {
  const { csrfToken = "" } = await fetchJson<{ csrfToken?: string }>("/api/auth/csrf")
  const response = await fetch(path, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  }).catch(() => {
    throw new ApiProblem({})
  })
  const answer = (await response.json().catch(() => ({}))) as {
    url?: string
    title?: string
    detail?: string
  }
  // An answer without an address is a problem of ours, not a sign-in.
  if (!answer.url) throw new ApiProblem({ ...answer, status: response.status, code: "unexpected" })
  return answer.url
}

/** A FirebreakError's message is "<title>: <detail>"; anything else is next-auth's own code. */
function detailOf(said: string): string {
  const cut = said.indexOf(": ")
  return cut > 0 ? said.slice(cut + 2) : "The server refused to sign you in. Try again."
}
