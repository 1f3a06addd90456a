import { randomUUID } from "node:crypto"
import { type JsonOperation, jsonService } from "../json-service.ts"
import {
  addPiece,
  findPiece,
  movePiece,
  type Piece,
  requirePiece,
  stoppingMs,
  type WorkCall,
} from "./pieces.ts"
import { listOf, optionalText, textOf } from "./read-input.ts"

const operations: Record<string, JsonOperation> = {
  RunTask: {
    readOnly: false,
    run(call) {
      const definition = textOf(call.input, "taskDefinition", "InvalidParameterException")
      const cluster = (optionalText(call.input, "cluster") ?? "default").split("/").at(-1)
      const count = typeof call.input.count === "number" ? call.input.count : 1
      const tasks = Array.from({ length: count }, () => {
        const id = `arn:aws:ecs:${call.region}:${call.account.id}:task/${cluster}/${randomUUID().replaceAll("-", "")}`
        return shape(
          call,
          addPiece(call, { kind: "task", id, state: "RUNNING", detail: { definition, cluster } }),
        )
      })
      return { tasks, failures: [] }
    },
  },
  DescribeTasks: {
    readOnly: true,
    run(call) {
      const found = listOf(call.input.tasks).map((id) => ({ id, piece: findPiece(call, "task", id) }))
      return {
        tasks: found.flatMap(({ piece }) => (piece ? [shape(call, piece)] : [])),
        failures: found.flatMap(({ id, piece }) => (piece ? [] : [{ arn: id, reason: "MISSING" }])),
      }
    },
  },
  StopTask: {
    readOnly: false,
    run(call) {
      const id = textOf(call.input, "task", "InvalidParameterException")
      const piece = requirePiece(
        call,
        "task",
        id,
        "InvalidParameterException",
        "The referenced task was not found.",
      )
      if (piece.state === "RUNNING")
        movePiece(call, piece, "DEACTIVATING", { state: "STOPPED", afterMs: stoppingMs })
      return { task: shape(call, piece) }
    },
  },
}

function shape({ account, region }: WorkCall, piece: Piece) {
  return {
    taskArn: piece.id,
    clusterArn: `arn:aws:ecs:${region}:${account.id}:cluster/${piece.detail.cluster}`,
    taskDefinitionArn: `arn:aws:ecs:${region}:${account.id}:task-definition/${piece.detail.definition}`,
    lastStatus: piece.state,
    desiredStatus: piece.state === "RUNNING" ? "RUNNING" : "STOPPED",
    startedAt: piece.startedAt / 1000,
  }
}

export const ecsService = jsonService("ecs", operations)
