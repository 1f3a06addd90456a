import type { RangeReply, RangeRequest } from "../http/messages.ts"
import { authorize } from "./authorize.ts"
import { AwsError, IdentityError } from "./aws-error.ts"
import { describeJsonError, type JsonCall, type JsonObject, lowered, readJson } from "./json-service.ts"
import type { ParsedCall, ServiceName, WireService } from "./wire-service.ts"

export interface RestJsonOperation {
  /** "DELETE /clusters/{name}/access-entries/{principalArn}"; parameters are decoded and join the input. */
  route: string
  readOnly: boolean
  status?: number
  resource?(call: JsonCall): string
  run(call: JsonCall): JsonObject
}

type Operations = Record<string, RestJsonOperation>

/** A service of the restJson1 protocol: method and path say the operation; path, query and body are its input. */
export function restJsonService(
  name: ServiceName,
  operations: Operations,
  { prefix = name }: { prefix?: string } = {},
): WireService {
  return {
    name,
    anonymous: false,
    throttled: () => new AwsError("TooManyRequestsException", "Rate exceeded", 429),
    parse: (request) => parse(prefix, operations, request),
    writeError,
  }
}

function parse(prefix: string, operations: Operations, request: RangeRequest): ParsedCall {
  const { name, operation, given } = findOperation(operations, request)
  const input = { ...readQuery(request), ...readJson(request), ...given }
  return {
    operation: name,
    readOnly: operation.readOnly,
    names: Object.values(input).filter((value) => typeof value === "string"),
    run(context) {
      const { caller } = context
      if (caller === undefined) throw new IdentityError("missing", "Request is missing Authentication Token")
      const { account } = caller
      const call: JsonCall = { context, caller, account, input, now: context.now, region: context.region }
      authorize(context, caller, `${prefix}:${name}`, operation.resource?.(call) ?? "*")
      context.trail.requestParameters ??= Object.keys(input).length > 0 ? lowered(input) : null
      const output = operation.run(call)
      if (!operation.readOnly)
        context.trail.responseElements ??= Object.keys(output).length > 0 ? lowered(output) : null
      return restReply(operation.status ?? 200, output, context.requestId, {})
    },
  }
}

function findOperation(operations: Operations, request: RangeRequest) {
  const path = request.rawPath
  for (const [name, operation] of Object.entries(operations)) {
    const given = matchRoute(operation.route, request.method, path)
    if (given) return { name, operation, given }
  }
  throw new AwsError("UnknownOperationException", `Unknown operation ${request.method} ${path}`, 404)
}

function matchRoute(route: string, method: string, path: string): Record<string, string> | null {
  const [verb, pattern = ""] = route.split(" ")
  if (verb !== method) return null
  const [wanted, found] = [pattern.split("/"), path.replace(/\/$/, "").split("/")]
  if (wanted.length !== found.length) return null
  const given: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = found[index] ?? ""
    if (part.startsWith("{")) given[part.slice(1, -1)] = decodeURIComponent(value)
    else if (part !== value) return null
  }
  return given
}

function readQuery(request: RangeRequest): Record<string, string> {
  return Object.fromEntries(request.query)
}

function writeError(error: AwsError | IdentityError, id: string): RangeReply {
  const { code, message, status } = describeJsonError(error)
  const forbidden = code === "AccessDeniedException" || error instanceof IdentityError
  return restReply(
    error instanceof AwsError && !forbidden ? error.status : forbidden ? 403 : status,
    { message },
    id,
    {
      "x-amzn-errortype": code,
    },
  )
}

function restReply(
  status: number,
  body: JsonObject,
  id: string,
  headers: Record<string, string>,
): RangeReply {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": id, ...headers },
    body: JSON.stringify(body),
  }
}
