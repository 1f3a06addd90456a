import type { RangeReply, RangeRequest } from "../http/messages.ts"
import type { Account } from "./account.ts"
import { authenticate } from "./authenticate.ts"
import { AwsError, IdentityError } from "./aws-error.ts"
import { noteCall } from "./cloudtrail/note-call.ts"
import { requestId, shortRequestId } from "./ids.ts"
import { readAuthorization } from "./sign/read-authorization.ts"
import { settleIdentityCenter } from "./sso/provision.ts"
import type { CallContext, ParsedCall, WireService } from "./wire-service.ts"
import type { World } from "./world.ts"

/** "hang": the client gets no answer. "reset": the connection is cut. */
export type Answer = RangeReply | "hang" | "reset"

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** One request from faults through signature, authorisation and execution to its records. */
export async function answerCall(world: World, service: WireService, request: RangeRequest): Promise<Answer> {
  const id = service.name === "s3" ? shortRequestId() : requestId()
  if (world.faults.latencyMs > 0) await sleep(world.faults.latencyMs)
  let call: ParsedCall | undefined
  let context: CallContext | undefined
  let fault: ReturnType<typeof world.faults.take>
  try {
    call = service.parse(request, world)
    fault = world.faults.take({
      ...call,
      service: service.name,
      accountId: claimedAccount(world, request)?.id,
    })
    if (fault?.kind === "latency") await sleep(fault.ms)
    if (fault?.kind === "timeout" || fault?.kind === "reset-before") {
      record(world, service, request, id, { call, status: 0, code: fault.kind, fault: true })
      return fault.kind === "timeout" ? "hang" : "reset"
    }
    if (fault?.kind === "throttle") throw service.throttled()
    if (fault?.kind === "error")
      throw new AwsError("InternalFailure", "We encountered an internal error. Please try again.", 500)
    settleOrganization(world, request)
    const signed = authenticate(world, request, service.signingName ?? service.name)
    if (signed === undefined && !service.anonymous)
      throw new IdentityError("missing", "Request is missing Authentication Token")
    context = {
      world,
      request,
      requestId: id,
      now: world.clock.now(),
      region: signed?.region ?? "us-east-1",
      caller: signed?.caller,
      secret: signed?.secret,
      changed: false,
      trail: {},
    }
    const reply = await call.run(context)
    record(world, service, request, id, { call, context, status: reply.status })
    noteCall(service, call, context, undefined)
    return fault?.kind === "reset" ? "reset" : reply
  } catch (error) {
    const known = error instanceof AwsError || error instanceof IdentityError ? error : unexpected(error)
    const reply = service.writeError(known, id, request)
    const code = known instanceof AwsError ? known.code : known.problem
    const faulted = fault !== undefined && context === undefined
    record(world, service, request, id, { call, context, status: reply.status, code, fault: faulted })
    if (call !== undefined && context !== undefined && known instanceof AwsError)
      noteCall(service, call, context, known)
    return reply
  }
}

/** The key a request claims to be signed with, before anything is verified. */
function claimedKey(request: RangeRequest): string | undefined {
  try {
    return readAuthorization(request)?.accessKeyId
  } catch {
    return undefined
  }
}

function claimedAccount(world: World, request: RangeRequest): Account | undefined {
  return world.accountOfKey(claimedKey(request) ?? "")
}

/** What Identity Center provisions is there when anything looks, not only when its own status is asked for. */
function settleOrganization(world: World, request: RangeRequest): void {
  const organization = claimedAccount(world, request)?.organization
  if (organization) settleIdentityCenter(world, organization)
}

function unexpected(error: unknown): AwsError {
  console.error("range: a call failed unexpectedly", error)
  return new AwsError("InternalFailure", "The range itself failed; see its log.", 500)
}

interface Outcome {
  call: ParsedCall | undefined
  context?: CallContext
  status: number
  code?: string
  fault?: boolean
}

const deniedCodes = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "unknown-key",
  "bad-token",
  "expired-token",
])

function record(
  world: World,
  service: WireService,
  request: RangeRequest,
  id: string,
  outcome: Outcome,
): void {
  const { call, context, code } = outcome
  const caller = context?.caller
  world.calls.add({
    time: new Date(world.clock.now()).toISOString(),
    service: service.name,
    operation: call?.operation ?? "Unknown",
    accountId: caller?.account.id ?? claimedAccount(world, request)?.id ?? null,
    principal: caller?.arn ?? null,
    accessKeyId: caller?.accessKeyId ?? claimedKey(request) ?? null,
    resource: call?.names.join("/") || null,
    readOnly: call?.readOnly ?? false,
    status: outcome.status,
    errorCode: code ?? null,
    outcome: outcome.fault ? "fault" : code === undefined ? "ok" : deniedCodes.has(code) ? "denied" : "error",
    changed: context?.changed ?? false,
    requestId: id,
    userAgent: request.headers["user-agent"] ?? "",
  })
}
