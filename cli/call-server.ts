import { setTimeout as sleep } from "node:timers/promises"
import { ExitError } from "@/cli/exit-error"
import type { Settings } from "@/cli/read-settings"

const timeoutMs = 30_000

export type Call = {
  method?: "GET" | "POST"
  path: string
  body?: unknown
  /** Makes the call safe to repeat: a lost answer is asked for once more. */
  idempotencyKey?: string
}

/** One call of the API as JSON. Throws ExitError: refused with the server's own sentence, or unreachable. */
export async function callServer(settings: Settings, call: Call): Promise<unknown> {
  const repeatable = (call.method ?? "GET") === "GET" || call.idempotencyKey !== undefined
  try {
    return await callOnce(settings, call)
  } catch (error) {
    if (!repeatable || !(error instanceof Unreachable)) throw error
  }
  await sleep(1_000)
  return callOnce(settings, call)
}

class Unreachable extends ExitError {
  constructor(message: string) {
    super("unreachable", message)
  }
}

async function callOnce({ server, token }: Settings, call: Call): Promise<unknown> {
  const { response, text } = await send(server, {
    method: call.method ?? "GET",
    path: call.path,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      ...(call.idempotencyKey === undefined ? {} : { "idempotency-key": call.idempotencyKey }),
    },
    body: call.body === undefined ? null : JSON.stringify(call.body),
  })
  const answer = parse(text)
  if (response.ok && answer !== undefined) return answer
  const { title, detail } = asProblem(answer)
  if (detail !== undefined) throw new ExitError("refused", `${title ?? "The server refused"}: ${detail}`)
  throw new ExitError(
    "refused",
    `${server.origin} answered ${response.status} and not as Firebreak does. Check the address.`,
  )
}

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | null }

async function send(server: URL, { path, ...init }: Sent): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(new URL(path, server), {
      ...init,
      // A redirect would carry the token somewhere that nobody named.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { response, text: await response.text() }
  } catch (error) {
    throw new Unreachable(
      `${server.origin} does not answer (${reasonOf(error)}). Check the address and the network; ${
        init.method === "GET"
          ? "nothing was changed."
          : "whether it took effect is not known: look at the timeline."
      }`,
    )
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`
  const { cause } = error
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code
  return error.message
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asProblem(answer: unknown): { title?: string; detail?: string } {
  if (typeof answer !== "object" || answer === null) return {}
  const { title, detail } = answer as Record<string, unknown>
  return {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof detail === "string" ? { detail } : {}),
  }
}
