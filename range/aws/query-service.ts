import type { RangeReply, RangeRequest } from "../http/messages.ts"
import { element, type XmlValue } from "../http/xml.ts"
import type { Account } from "./account.ts"
import { authorize } from "./authorize.ts"
import { AwsError, IdentityError } from "./aws-error.ts"
import type { Caller } from "./caller.ts"
import { toTrailRequest, toTrailResponse } from "./cloudtrail/trail-shape.ts"
import type { IamState } from "./iam-state.ts"
import type { ExtraFacts } from "./policy/request-facts.ts"
import { QueryParams, readForm } from "./query-params.ts"
import type { CallContext, ParsedCall, WireService } from "./wire-service.ts"

/** One call to IAM or STS. `iam` is what is stored; authorisation reads the propagated state instead. */
export interface QueryCall {
  context: CallContext
  caller: Caller
  account: Account
  iam: IamState
  params: QueryParams
  now: number
  /** Says that IAM really changed, so that the change starts to propagate. */
  changed(): void
}

export type QueryResult = { readonly [name: string]: XmlValue } | undefined

export interface QueryOperation {
  readOnly: boolean
  /** What is acted on, for authorisation; absent when the operation authorises by itself or needs no permission. */
  resource?(call: QueryCall): string
  facts?(call: QueryCall): ExtraFacts
  run(call: QueryCall): QueryResult
}

export type QueryOperations = Record<string, QueryOperation>

interface QueryServiceDefinition {
  name: "iam" | "sts" | "cloudformation"
  version: string
  operations: QueryOperations
  /** Some sessions may not call a service at all. */
  admit?(caller: Caller, operation: string): void
}

/** A service of the AWS query protocol: a form in, XML out. */
export function queryService(definition: QueryServiceDefinition): WireService {
  const namespace = `https://${definition.name}.amazonaws.com/doc/${definition.version}/`
  return {
    name: definition.name,
    anonymous: false,
    throttled: () => new AwsError("Throttling", "Rate exceeded", 400),
    parse: (request) => parse(definition, namespace, request),
    writeError: (error, requestId) => writeError(error, requestId, namespace, definition.name),
  }
}

function parse(definition: QueryServiceDefinition, namespace: string, request: RangeRequest): ParsedCall {
  const form = readForm(request)
  const action = form.get("Action")
  if (action === undefined) throw new AwsError("MissingAction", "Missing Action", 400)
  const operation = Object.hasOwn(definition.operations, action) ? definition.operations[action] : undefined
  if (operation === undefined)
    throw new AwsError(
      "InvalidAction",
      `Could not find operation ${action} for version ${definition.version}`,
      400,
    )
  return {
    operation: action,
    readOnly: operation.readOnly,
    names: [...form].filter(([name]) => /(Name|Id|Arn|ARN)$/.test(name)).map(([, value]) => value),
    run(context) {
      const result = runOperation(definition, action, operation, form, context)
      const body =
        (result === undefined ? "" : element(`${action}Result`, result, "member")) +
        element("ResponseMetadata", { RequestId: context.requestId }, "member")
      return xmlReply(
        200,
        `<${action}Response xmlns="${namespace}">${body}</${action}Response>`,
        context.requestId,
      )
    },
  }
}

function runOperation(
  definition: QueryServiceDefinition,
  action: string,
  operation: QueryOperation,
  form: Map<string, string>,
  context: CallContext,
): QueryResult {
  const { caller, world } = context
  if (caller === undefined) throw new IdentityError("missing", "Request is missing Authentication Token")
  definition.admit?.(caller, action)
  const { account } = caller
  const params = new QueryParams(form)
  if (definition.name === "iam") context.trail.region = "us-east-1"
  const changed = () => {
    context.changed = true
    world.iamChanged(account)
  }
  const call: QueryCall = { context, caller, account, iam: account.iam, params, now: context.now, changed }
  if (operation.resource)
    authorize(
      context,
      caller,
      `${definition.name}:${action}`,
      operation.resource(call),
      operation.facts?.(call),
    )
  context.trail.requestParameters ??= toTrailRequest(form)
  const result = operation.run(call)
  if (!operation.readOnly) context.trail.responseElements ??= toTrailResponse(result)
  return result
}

const identityCodes = {
  missing: ["MissingAuthenticationToken", 403],
  malformed: ["IncompleteSignature", 400],
  "unknown-key": ["InvalidClientTokenId", 403],
  "bad-token": ["InvalidClientTokenId", 403],
  "expired-token": ["ExpiredToken", 403],
  signature: ["SignatureDoesNotMatch", 403],
  skewed: ["SignatureDoesNotMatch", 403],
  "expired-request": ["SignatureDoesNotMatch", 403],
  "wrong-region": ["SignatureDoesNotMatch", 403],
  "body-hash": ["SignatureDoesNotMatch", 403],
} as const

function writeError(
  error: AwsError | IdentityError,
  id: string,
  namespace: string,
  service: string,
): RangeReply {
  const [code, status] =
    error instanceof AwsError
      ? [error.code === "InternalFailure" && service === "iam" ? "ServiceFailure" : error.code, error.status]
      : identityCodes[error.problem]
  let message = error.message
  if (error instanceof IdentityError && error.problem === "skewed")
    message = `Signature not valid at this time: ${error.detail.RequestTime} is more than 15 min. from ${error.detail.ServerTime}`
  const body = element(
    "Error",
    { Type: status >= 500 ? "Receiver" : "Sender", Code: code, Message: message },
    "member",
  )
  return xmlReply(
    status,
    `<ErrorResponse xmlns="${namespace}">${body}<RequestId>${id}</RequestId></ErrorResponse>`,
    id,
  )
}

function xmlReply(status: number, body: string, id: string): RangeReply {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": id }, body }
}
