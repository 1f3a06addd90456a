import { randomUUID } from "node:crypto"
import { AwsError } from "../aws-error.ts"
import { type JsonOperation, jsonService } from "../json-service.ts"
import { addPiece, movePiece, requirePiece } from "./pieces.ts"
import { optionalText, textOf } from "./read-input.ts"

const missing = "ExecutionDoesNotExist"

const operations: Record<string, JsonOperation> = {
  StartExecution: {
    readOnly: false,
    resource: ({ input }) => String(input.stateMachineArn),
    run(call) {
      const machine = textOf(call.input, "stateMachineArn")
      if (!machine.includes(`:${call.account.id}:stateMachine:`))
        throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${machine}'`)
      const name = optionalText(call.input, "name") ?? randomUUID()
      const id = `${machine.replace(":stateMachine:", ":execution:")}:${name}`
      const piece = addPiece(call, { kind: "execution", id, state: "RUNNING", detail: { machine, name } })
      return { executionArn: id, startDate: piece.startedAt / 1000 }
    },
  },
  DescribeExecution: {
    readOnly: true,
    run(call) {
      const piece = requirePiece(call, "execution", textOf(call.input, "executionArn"), missing)
      return {
        executionArn: piece.id,
        stateMachineArn: piece.detail.machine,
        name: piece.detail.name,
        status: piece.state,
        startDate: piece.startedAt / 1000,
        stopDate: piece.endedAt === undefined ? undefined : piece.endedAt / 1000,
      }
    },
  },
  StopExecution: {
    readOnly: false,
    run(call) {
      const piece = requirePiece(call, "execution", textOf(call.input, "executionArn"), missing)
      if (piece.state === "RUNNING") movePiece(call, piece, "ABORTED")
      return { stopDate: call.now / 1000 }
    },
  },
}

export const statesService = jsonService("states", operations, { version: "1.0" })
