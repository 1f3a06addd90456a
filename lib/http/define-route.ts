import "server-only"
import { z } from "zod"
import { readActor } from "@/lib/auth/read-actor"
import type { Context } from "@/lib/context"
import { database } from "@/lib/db/client"
import { FirebreakError } from "@/lib/errors"
import { parseInput } from "@/lib/http/parse-input"
import { problemResponse } from "@/lib/http/problem"
import { readJsonBody } from "@/lib/http/read-json-body"
import { refuseCrossSite } from "@/lib/http/refuse-cross-site"
import { refuseUnstorable } from "@/lib/http/refuse-unstorable"

type Anything = z.ZodType

type RouteDefinition<Params extends Anything, Query extends Anything, Input extends Anything> = {
  params?: Params
  /** Query schema. A route without one refuses a query. */
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

/** What a method takes, for whoever describes or tries every route. */
export type RouteShape = {
  params: z.ZodType | null
  query: z.ZodType
  input: z.ZodType | null
  access: "signed-in" | "public"
}

export type RouteHandler = (request: Request, context: NextRouteContext) => Promise<Response>

const nothing = z.strictObject({})

/**
 * One HTTP method of a route: refuses cross-site writes, reads the actor, parses params, query and body, runs one
 * verb, and turns whatever is thrown into problem+json. `undefined` answers 204; a Response passes through.
 */
export function defineRoute<Params extends Anything, Query extends Anything, Input extends Anything>(
  route: RouteDefinition<Params, Query, Input>,
): RouteHandler & { shape: RouteShape } {
  const shape: RouteShape = {
    params: route.params ?? null,
    query: route.query ?? nothing,
    input: route.input ?? null,
    access: route.access ?? "signed-in",
  }
  const handle: RouteHandler = async (request, context) => {
    try {
      refuseCrossSite(request)
      const ctx = await contextOf(request, shape.access)
      const params = route.params ? parseInput(route.params, await context.params, "address") : undefined
      const query = parseInput(shape.query, readQuery(request), "query")
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
  return Object.assign(handle, { shape })
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
  const reads = request.method === "GET" || request.method === "HEAD"
  if (!route.input && (reads || request.body === null)) return undefined
  const body = await readJsonBody(request, route.maxBytes ?? 256 * 1024)
  const input = parseInput(route.input ?? nothing, body)
  // After the schema, which names the field.
  refuseUnstorable(body)
  return route.input ? (input as z.output<Input>) : undefined
}
