import { randomUUID } from "node:crypto"
import { AwsError } from "../aws-error.ts"
import { type JsonOperation, jsonService } from "../json-service.ts"
import { addPiece, findPiece, listPieces, movePiece, requirePiece, stoppingMs } from "./pieces.ts"
import { listOf, objectOf, textOf } from "./read-input.ts"

const operations: Record<string, JsonOperation> = {
  SendCommand: {
    readOnly: false,
    run(call) {
      const document = textOf(call.input, "DocumentName")
      const id = randomUUID()
      const instances = listOf(call.input.InstanceIds)
      addPiece(call, { kind: "command", id, state: "InProgress", detail: { document, instances } })
      return { Command: { CommandId: id, DocumentName: document, Status: "Pending", InstanceIds: instances } }
    },
  },
  ListCommands: {
    readOnly: true,
    run(call) {
      const id = textOf(call.input, "CommandId")
      const piece = findPiece(call, "command", id)
      return {
        Commands: piece
          ? [
              {
                CommandId: id,
                DocumentName: piece.detail.document,
                Status: piece.state,
                InstanceIds: piece.detail.instances,
              },
            ]
          : [],
      }
    },
  },
  CancelCommand: {
    readOnly: false,
    run(call) {
      const piece = requirePiece(call, "command", textOf(call.input, "CommandId"), "InvalidCommandId")
      if (piece.state === "InProgress")
        movePiece(call, piece, "Cancelling", { state: "Cancelled", afterMs: stoppingMs })
      return {}
    },
  },
  StartAutomationExecution: {
    readOnly: false,
    run(call) {
      const id = randomUUID()
      addPiece(call, {
        kind: "automation",
        id,
        state: "InProgress",
        detail: { document: textOf(call.input, "DocumentName") },
      })
      return { AutomationExecutionId: id }
    },
  },
  GetAutomationExecution: {
    readOnly: true,
    run(call) {
      const id = textOf(call.input, "AutomationExecutionId")
      const piece = requirePiece(call, "automation", id, "AutomationExecutionNotFoundException")
      return {
        AutomationExecution: {
          AutomationExecutionId: id,
          AutomationExecutionStatus: piece.state,
          DocumentName: piece.detail.document,
        },
      }
    },
  },
  StopAutomationExecution: {
    readOnly: false,
    run(call) {
      const id = textOf(call.input, "AutomationExecutionId")
      const piece = requirePiece(call, "automation", id, "AutomationExecutionNotFoundException")
      if (piece.state === "InProgress")
        movePiece(call, piece, "Cancelling", { state: "Cancelled", afterMs: stoppingMs })
      return {}
    },
  },
  StartSession: {
    readOnly: false,
    run(call) {
      const target = textOf(call.input, "Target")
      const id = `${call.caller.session?.sessionName ?? call.caller.user?.name ?? "session"}-${randomUUID().slice(0, 17)}`
      addPiece(call, { kind: "session", id, state: "Connected", detail: { target, owner: call.caller.arn } })
      call.context.trail.responseElements = { sessionId: id }
      return { SessionId: id, TokenValue: "practice", StreamUrl: "wss://practice.invalid/" }
    },
  },
  DescribeSessions: {
    readOnly: true,
    run(call) {
      const active = textOf(call.input, "State") === "Active"
      const filters = Array.isArray(call.input.Filters) ? call.input.Filters.map(objectOf) : []
      const wanted = filters.find((each) => each.key === "SessionId")?.value
      const found = listPieces(call, "session").filter(
        (piece) => (wanted === undefined || piece.id === wanted) && active === (piece.state !== "Terminated"),
      )
      return {
        Sessions: found.map((piece) => ({
          SessionId: piece.id,
          Target: piece.detail.target,
          Owner: piece.detail.owner,
          Status: piece.state,
          StartDate: piece.startedAt / 1000,
        })),
      }
    },
  },
  TerminateSession: {
    readOnly: false,
    run(call) {
      const id = textOf(call.input, "SessionId")
      const piece = findPiece(call, "session", id)
      if (!piece) throw new AwsError("DoesNotExistException", `Session ${id} does not exist`)
      if (piece.state === "Connected")
        movePiece(call, piece, "Terminating", { state: "Terminated", afterMs: stoppingMs })
      return { SessionId: id }
    },
  },
}

export const ssmService = jsonService("ssm", operations)
