import { timingSafeEqual } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { World } from "../aws/world.ts"
import { readRequest } from "../http/messages.ts"
import type { Endpoints } from "../start-range.ts"
import type { ActorRegistry } from "./actor-registry.ts"
import { ControlError } from "./control-error.ts"
import { controlRoutes } from "./control-routes.ts"

export interface ControlContext {
  world: World
  endpoints: Endpoints
  actors: ActorRegistry
  token: string
  /** Called on every authorised call: the range is in use. */
  used(): void
}

/** The control API: JSON over HTTP with a bearer token. */
export function controlListener(context: ControlContext) {
  return (message: IncomingMessage, response: ServerResponse): void => {
    answer(context, message)
      .catch((error: unknown) => {
        if (error instanceof ControlError) return { status: error.status, body: { error: error.message } }
        console.error("range: control call failed", error)
        return { status: 500, body: { error: "The range failed; see its log." } }
      })
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" })
        response.end(JSON.stringify(body))
      })
  }
}

async function answer(
  context: ControlContext,
  message: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  if (!authorised(message.headers.authorization, context.token))
    throw new ControlError(401, "The bearer token is wrong")
  context.used()
  const request = await readRequest(message)
  for (const route of controlRoutes) {
    const match = route.method === request.method ? route.path.exec(request.rawPath) : null
    if (match === null) continue
    const text = request.body.toString("utf8")
    const body = await route.run(context, {
      parts: match.slice(1),
      query: Object.fromEntries(request.query),
      body: text === "" ? {} : parseObject(text),
    })
    return { status: 200, body: body ?? {} }
  }
  throw new ControlError(404, `There is no ${request.method} ${request.rawPath}; see range/README.md`)
}

function authorised(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "")
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Falls through to the same refusal.
  }
  throw new ControlError(400, "The body must be a JSON object")
}
