import { randomUUID } from "node:crypto"
import { AwsError } from "../aws-error.ts"
import { type QueryCall, type QueryOperation, queryService } from "../query-service.ts"
import { addPiece, findPiece, listPieces, movePiece, type Piece, stoppingMs } from "./pieces.ts"

/** A stack by its name or its id, of which the name is the last part but one. */
function nameOf(given: string): string {
  return /:stack\/([^/]+)\//.exec(given)?.[1] ?? given
}

/** CloudFormation's calls carry their region like others; the query service of IAM fixes it. */
function at(call: QueryCall) {
  return { context: call.context, account: call.account, now: call.now, region: call.context.region }
}

function stack(call: QueryCall): Piece {
  const name = nameOf(call.params.required("StackName"))
  const piece = findPiece(at(call), "stack", name)
  if (piece) return piece
  throw new AwsError("ValidationError", `Stack with id ${name} does not exist`)
}

const operations: Record<string, QueryOperation> = {
  CreateStack: {
    readOnly: false,
    resource: () => "*",
    run(call) {
      const name = call.params.required("StackName")
      if (findPiece(at(call), "stack", name))
        throw new AwsError("AlreadyExistsException", `Stack [${name}] already exists`)
      const id = `arn:aws:cloudformation:${call.context.region}:${call.account.id}:stack/${name}/${randomUUID()}`
      const role = call.params.text("RoleARN")
      addPiece(at(call), {
        kind: "stack",
        id: name,
        state: "CREATE_IN_PROGRESS",
        detail: { id, ...(role ? { role } : {}) },
      })
      return { StackId: id }
    },
  },
  UpdateStack: {
    readOnly: false,
    resource: () => "*",
    run(call) {
      const piece = stack(call)
      if (!/_COMPLETE$|^CREATE_IN_PROGRESS$/.test(piece.state))
        throw new AwsError(
          "ValidationError",
          `Stack:${piece.id} is in ${piece.state} state and can not be updated.`,
        )
      movePiece(at(call), piece, "UPDATE_IN_PROGRESS")
      return { StackId: String(piece.detail.id) }
    },
  },
  CancelUpdateStack: {
    readOnly: false,
    resource: () => "*",
    run(call) {
      const piece = stack(call)
      if (piece.state !== "UPDATE_IN_PROGRESS")
        throw new AwsError(
          "ValidationError",
          `CancelUpdateStack cannot be called from current stack status: ${piece.state}`,
        )
      const back = { state: "UPDATE_ROLLBACK_COMPLETE", afterMs: stoppingMs }
      movePiece(at(call), piece, "UPDATE_ROLLBACK_IN_PROGRESS", back)
      return undefined
    },
  },
  DeleteStack: {
    readOnly: false,
    resource: () => "*",
    run(call) {
      movePiece(at(call), stack(call), "DELETE_IN_PROGRESS")
      return undefined
    },
  },
  DescribeStacks: {
    readOnly: true,
    resource: () => "*",
    run(call) {
      const found = call.params.text("StackName") ? [stack(call)] : listPieces(at(call), "stack")
      return {
        Stacks: found.map((piece) => ({
          StackName: piece.id,
          StackId: String(piece.detail.id),
          StackStatus: piece.state,
          CreationTime: new Date(piece.startedAt),
          RoleARN: typeof piece.detail.role === "string" ? piece.detail.role : undefined,
        })),
      }
    },
  },
}

export const cloudformationService = queryService({
  name: "cloudformation",
  version: "2010-05-15",
  operations,
})
