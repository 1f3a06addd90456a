import { AwsError } from "../aws-error.ts"
import type { JsonCall } from "../json-service.ts"
import { type RestJsonOperation, restJsonService } from "../rest-json-service.ts"
import { addPiece, findPiece, type Piece } from "./pieces.ts"
import { textOf } from "./read-input.ts"

function fn(call: JsonCall): Piece {
  const name = textOf(call.input, "FunctionName")
  const piece = findPiece(call, "function", name)
  if (piece) return piece
  throw new AwsError("ResourceNotFoundException", `Function not found: ${arnOf(call, name)}`, 404)
}

const operations: Record<string, RestJsonOperation> = {
  CreateFunction: {
    route: "POST /2015-03-31/functions",
    readOnly: false,
    status: 201,
    run(call) {
      const name = textOf(call.input, "FunctionName")
      if (findPiece(call, "function", name))
        throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409)
      const role = textOf(call.input, "Role")
      const piece = addPiece(call, { kind: "function", id: name, state: "Active", detail: { role } })
      call.context.trail.eventName = "CreateFunction20150331"
      return shape(call, piece)
    },
  },
  GetFunctionConfiguration: {
    route: "GET /2015-03-31/functions/{FunctionName}/configuration",
    readOnly: true,
    run: (call) => shape(call, fn(call)),
  },
  GetFunctionConcurrency: {
    route: "GET /2019-09-30/functions/{FunctionName}/concurrency",
    readOnly: true,
    run(call) {
      const { reserved } = fn(call).detail
      return typeof reserved === "number" ? { ReservedConcurrentExecutions: reserved } : {}
    },
  },
  PutFunctionConcurrency: {
    route: "PUT /2017-10-31/functions/{FunctionName}/concurrency",
    readOnly: false,
    run(call) {
      const piece = fn(call)
      const { ReservedConcurrentExecutions: wanted } = call.input
      if (typeof wanted !== "number") throw new AwsError("InvalidParameterValueException", "Say how many")
      call.context.changed = piece.detail.reserved !== wanted
      piece.detail.reserved = wanted
      call.context.trail.eventName = "PutFunctionConcurrency20171031"
      return { ReservedConcurrentExecutions: wanted }
    },
  },
  DeleteFunctionConcurrency: {
    route: "DELETE /2017-10-31/functions/{FunctionName}/concurrency",
    readOnly: false,
    status: 204,
    run(call) {
      const piece = fn(call)
      call.context.changed = piece.detail.reserved !== undefined
      delete piece.detail.reserved
      call.context.trail.eventName = "DeleteFunctionConcurrency20171031"
      return {}
    },
  },
}

function shape(call: JsonCall, piece: Piece) {
  return {
    FunctionName: piece.id,
    FunctionArn: arnOf(call, piece.id),
    Role: piece.detail.role,
    State: piece.state,
    LastUpdateStatus: "Successful",
  }
}

function arnOf({ account, region }: JsonCall, name: string): string {
  return `arn:aws:lambda:${region}:${account.id}:function:${name}`
}

export const lambdaService = restJsonService("lambda", operations)
