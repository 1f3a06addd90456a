import type { RangeReply, RangeRequest } from "../http/messages.ts"
import type { Account } from "./account.ts"
import { authorize } from "./authorize.ts"
import { AwsError, IdentityError } from "./aws-error.ts"
import type { Caller } from "./caller.ts"
import { lowerFirst } from "./cloudtrail/trail-shape.ts"
import type { CallContext, Json, ParsedCall, ServiceName, WireService } from "./wire-service.ts"

export type JsonObject = { [name: string]: Json | undefined }

export interface JsonCall {
  context: CallContext
  caller: Caller
  account: Account
  input: JsonObject
  now: number
  region: string
}

export interface JsonOperation {
  readOnly: boolean
  resource?(call: JsonCall): string
  run(call: JsonCall): JsonObject
}

/**
 * A service of the awsJson protocols; the operation's name is the end of X-Amz-Target. `prefix` is the one of its IAM
 * actions where that is not the name ("sso" for sso-admin).
 */
export function jsonService(
  name: ServiceName,
  operations: Record<string, JsonOperation>,
  { prefix = name, version = "1.1" }: { prefix?: string; version?: "1.0" | "1.1" } = {},
): WireService {
  return {
    name,
    signingName: prefix,
    anonymous: false,
    throttled: () => new AwsError("ThrottlingException", "Rate exceeded", 400),
    parse: (request) => parse({ prefix, version }, operations, request),
    writeError: (error, id) => writeJsonError(error, id, version),
  }
}

type Protocol = { prefix: string; version: string }

function parse(
  { prefix, version }: Protocol,
  operations: Record<string, JsonOperation>,
  request: RangeRequest,
): ParsedCall {
  const operationName = (request.headers["x-amz-target"] ?? "").split(".").at(-1) ?? ""
  const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined
  if (operation === undefined)
    throw new AwsError("UnknownOperationException", `Unknown operation ${operationName}`, 400)
  const input = readJson(request)
  const named = Object.values(input).filter((value) => typeof value === "string")
  return {
    operation: operationName,
    readOnly: operation.readOnly,
    names: named,
    run(context) {
      const { caller } = context
      if (caller === undefined) throw new IdentityError("missing", "Request is missing Authentication Token")
      const call = {
        context,
        caller,
        account: caller.account,
        input,
        now: context.now,
        region: context.region,
      }
      authorize(context, caller, `${prefix}:${operationName}`, operation.resource?.(call) ?? "*")
      context.trail.requestParameters ??= Object.keys(input).length > 0 ? lowered(input) : null
      const output = operation.run(call)
      if (!operation.readOnly)
        context.trail.responseElements ??= Object.keys(output).length > 0 ? lowered(output) : null
      return jsonReply(200, output, context.requestId, version)
    },
  }
}

/** The body as a JSON object; empty means {}. */
export function readJson(request: RangeRequest): JsonObject {
  try {
    const value: unknown = JSON.parse(request.body.toString("utf8") || "{}")
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // Answered below.
  }
  throw new AwsError("SerializationException", "The request could not be read as JSON", 400)
}

/** As CloudTrail writes parameters: every name begins with a small letter. */
export function lowered(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map(lowered)
  if (typeof value !== "object" || value === null) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [lowerFirst(name), lowered(each)]))
}

const identityCodes = {
  missing: "MissingAuthenticationTokenException",
  malformed: "IncompleteSignatureException",
  "unknown-key": "UnrecognizedClientException",
  "bad-token": "UnrecognizedClientException",
  "expired-token": "ExpiredTokenException",
  signature: "InvalidSignatureException",
  skewed: "InvalidSignatureException",
  "expired-request": "InvalidSignatureException",
  "wrong-region": "InvalidSignatureException",
  "body-hash": "InvalidSignatureException",
} as const

/** What the error is called and says, with the status of the awsJson protocols. */
export function describeJsonError(error: AwsError | IdentityError): {
  code: string
  message: string
  status: number
} {
  let code = error instanceof AwsError ? error.code : identityCodes[error.problem]
  if (code === "AccessDenied") code = "AccessDeniedException"
  const skewed = error instanceof IdentityError && error.problem === "skewed"
  const message = skewed
    ? `Signature expired: ${error.detail.RequestTime} is now earlier or later than ${error.detail.ServerTime} by more than 15 min.`
    : error.message
  const status = error instanceof AwsError && error.status >= 500 ? error.status : 400
  return { code, message, status }
}

function writeJsonError(error: AwsError | IdentityError, id: string, version: string): RangeReply {
  const { code, message, status } = describeJsonError(error)
  const detail = error instanceof AwsError ? error.detail : {}
  return jsonReply(status, { __type: code, message, ...detail }, id, version)
}

function jsonReply(status: number, body: JsonObject, id: string, version: string): RangeReply {
  return {
    status,
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": id },
    body: JSON.stringify(body),
  }
}
