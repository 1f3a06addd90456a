import { randomBytes } from "node:crypto"
import type { RangeReply, RangeRequest } from "../../http/messages.ts"
import { element, type XmlValue } from "../../http/xml.ts"
import { authorize } from "../authorize.ts"
import { AwsError, IdentityError } from "../aws-error.ts"
import { toTrailRequest } from "../cloudtrail/trail-shape.ts"
import { QueryParams, readForm } from "../query-params.ts"
import type { CallContext, ParsedCall, WireService } from "../wire-service.ts"
import {
  addPiece,
  findPiece,
  listPieces,
  movePiece,
  type Piece,
  stoppingMs,
  type WorkCall,
} from "./pieces.ts"

type Ec2Call = WorkCall & { params: QueryParams; ids: string[] }
type Operation = { readOnly: boolean; run(call: Ec2Call): { readonly [name: string]: XmlValue } }

const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/"
const codes: Record<string, number> = { pending: 0, running: 16, stopping: 64, stopped: 80, terminated: 48 }

const operations: Record<string, Operation> = {
  RunInstances: {
    readOnly: false,
    run(call) {
      const image = call.params.required("ImageId")
      const profile = call.params.text("IamInstanceProfile.Name")
      const made = Array.from({ length: Number(call.params.text("MinCount") ?? 1) }, () =>
        addPiece(call, {
          kind: "instance",
          id: `i-0${randomBytes(8).toString("hex")}`,
          state: "running",
          detail: { image, ...(profile ? { profile } : {}) },
        }),
      )
      call.context.trail.responseElements = {
        instancesSet: { items: made.map((piece) => ({ instanceId: piece.id })) },
      }
      return {
        reservationId: `r-0${randomBytes(8).toString("hex")}`,
        instancesSet: made.map((p) => shape(call, p)),
      }
    },
  },
  DescribeInstances: {
    readOnly: true,
    run(call) {
      const found =
        call.ids.length > 0 ? call.ids.map((id) => instance(call, id)) : listPieces(call, "instance")
      return {
        reservationSet: found.map((piece) => ({
          reservationId: "r-0practice",
          ownerId: call.account.id,
          instancesSet: [shape(call, piece)],
        })),
      }
    },
  },
  StopInstances: {
    readOnly: false,
    run: (call) => ({
      instancesSet: call.ids.map((id) => turn(call, instance(call, id), "running", "stopping", "stopped")),
    }),
  },
  StartInstances: {
    readOnly: false,
    run: (call) => ({
      instancesSet: call.ids.map((id) => turn(call, instance(call, id), "stopped", "pending", "running")),
    }),
  },
}

/** EC2 has a query protocol of its own: lists are items, errors have another shape. */
export const ec2Service: WireService = {
  name: "ec2",
  anonymous: false,
  throttled: () => new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503),
  parse,
  writeError,
}

function parse(request: RangeRequest): ParsedCall {
  const form = readForm(request)
  const action = form.get("Action") ?? ""
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined
  if (operation === undefined)
    throw new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`)
  const ids = [...form].filter(([name]) => /^InstanceId\.\d+$/.test(name)).map(([, value]) => value)
  return {
    operation: action,
    readOnly: operation.readOnly,
    names: ids,
    run(context) {
      const { caller } = context
      if (caller === undefined) throw new IdentityError("missing", "Request is missing Authentication Token")
      authorize(context, caller, `ec2:${action}`, "*")
      context.trail.requestParameters ??= toTrailRequest(form)
      const call = { ...workCall(context, caller.account), params: new QueryParams(form), ids }
      const result = operation.run(call)
      const body = Object.entries(result)
        .map(([name, value]) => element(name, value, "item"))
        .join("")
      return reply(
        200,
        `<${action}Response xmlns="${namespace}"><requestId>${context.requestId}</requestId>${body}</${action}Response>`,
        context.requestId,
      )
    },
  }
}

function workCall(context: CallContext, account: WorkCall["account"]): WorkCall {
  return { context, account, now: context.now, region: context.region }
}

function instance(call: Ec2Call, id: string): Piece {
  const piece = findPiece(call, "instance", id)
  if (piece) return piece
  throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`)
}

function turn(call: Ec2Call, piece: Piece, from: string, through: string, to: string): XmlValue {
  const before = piece.state
  if (before === from) movePiece(call, piece, through, { state: to, afterMs: stoppingMs })
  return {
    instanceId: piece.id,
    currentState: stateOf(piece.state),
    previousState: stateOf(before),
  }
}

function shape({ account }: WorkCall, piece: Piece): XmlValue {
  const { image, profile } = piece.detail
  return {
    instanceId: piece.id,
    imageId: String(image),
    instanceState: stateOf(piece.state),
    launchTime: new Date(piece.startedAt),
    iamInstanceProfile:
      typeof profile === "string"
        ? { arn: `arn:aws:iam::${account.id}:instance-profile/${profile}`, id: "AIPAPRACTICE" }
        : undefined,
  }
}

function stateOf(name: string): XmlValue {
  return { code: codes[name] ?? 0, name }
}

function writeError(error: AwsError | IdentityError, id: string): RangeReply {
  const code =
    error instanceof IdentityError
      ? "AuthFailure"
      : error.code === "AccessDenied"
        ? "UnauthorizedOperation"
        : error.code
  const status = error instanceof IdentityError ? 401 : error.status
  const body = element("Errors", { Error: { Code: code, Message: error.message } }, "item")
  return reply(status, `<Response>${body}<RequestID>${id}</RequestID></Response>`, id)
}

function reply(status: number, body: string, id: string): RangeReply {
  return { status, headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": id }, body }
}
