import "server-only"
import type { z } from "zod"
import { readActor } from "@/lib/auth/read-actor"
import type { Context } from "@/lib/context"
import { database } from "@/lib/db/client"
import { FirebreakError } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { problemResponse } from "@/lib/http/problem"
import { readJsonBody } from "@/lib/http/read-json-body"
import { refuseCrossSite } from "@/lib/http/refuse-cross-site"

type Anything = z.ZodType

type RouteDefinition<Params extends Anything, Query extends Anything, Input extends Anything> = {
  params?: Params
  query?: Query
  /** Body schema. A route without one refuses a body. */
  input?: Input
  /** Bytes; 256 KiB unless told. */
  maxBytes?: number
  status?: number
  /** "public" routes run without a sign-in; `ctx.actor` is then the anonymous system actor. */
  access?: "signed-in" | "public"
  run: (given: {
    ctx: Context
    params: z.output<Params>
    query: z.output<Query>
    input: z.output<Input>
    request: Request
  }) => Promise<unknown>
}

type NextRouteContext = { params: Promise<Record<string, string | string[] | undefined>> }

export type RouteHandler = (request: Request, context: NextRouteContext) => Promise<Response>

/**
 * One HTTP method of a route: refuses cross-site writes, reads the actor, parses params, query and body, runs one
 * verb, and turns whatever is thrown into problem+json. `undefined` answers 204; a Response passes through.
 */
export function defineRoute<Params extends Anything, Query extends Anything, Input extends Anything>(
  route: RouteDefinition<Params, Query, Input>,
): RouteHandler {
  return async (request, context) => {
    try {
      refuseCrossSite(request)
      const ctx = await contextOf(request, route.access ?? "signed-in")
      const params = route.params ? parseInput(route.params, await context.params, "address") : undefined
      const query = route.query ? parseInput(route.query, readQuery(request), "query") : undefined
      const input = await readInput(request, route)
      const result = await route.run({ ctx, params, query, input, request } as Parameters<
        typeof route.run
      >[0])
      if (result instanceof Response) return result
      if (result === undefined) return new Response(null, { status: 204 })
      return Response.json(result, { status: route.status ?? 200, headers: { "cache-control": "no-store" } })
    } catch (error) {
      return problemResponse(error)
    }
  }
}

async function contextOf(request: Request, access: "signed-in" | "public"): Promise<Context> {
  const db = database()
  const now = () => new Date()
  const actor = await readActor(db, request.headers, now())
  if (actor) return { actor, db, now }
  if (access === "public") return { actor: { kind: "system", name: "visitor" }, db, now }
  throw new FirebreakError(
    "not-signed-in",
    "There is no valid session or token on this request. Sign in, or send a machine token.",
  )
}

function readQuery(request: Request): Record<string, string> {
  return Object.fromEntries(new URL(request.url).searchParams)
}

async function readInput<Input extends Anything>(
  request: Request,
  route: { input?: Input; maxBytes?: number },
): Promise<z.output<Input> | undefined> {
  if (!route.input) return undefined
  return parseInput(route.input, await readJsonBody(request, route.maxBytes ?? 256 * 1024))
}
