import { randomUUID } from "node:crypto"
import { type JsonOperation, jsonService } from "../json-service.ts"
import { addPiece, findPiece, movePiece, type Piece, requirePiece, type WorkCall } from "./pieces.ts"
import { listOf, textOf } from "./read-input.ts"

const operations: Record<string, JsonOperation> = {
  StartBuild: {
    readOnly: false,
    run(call) {
      const projectName = textOf(call.input, "projectName", "InvalidInputException")
      const id = `${projectName}:${randomUUID()}`
      const piece = addPiece(call, { kind: "build", id, state: "IN_PROGRESS", detail: { projectName } })
      return { build: shape(call, piece) }
    },
  },
  BatchGetBuilds: {
    readOnly: true,
    run(call) {
      const ids = listOf(call.input.ids)
      const found = ids.map((id) => findPiece(call, "build", bare(id))).filter((piece) => piece !== undefined)
      return {
        builds: found.map((piece) => shape(call, piece)),
        buildsNotFound: ids.filter((id) => !found.some((piece) => piece.id === bare(id))),
      }
    },
  },
  StopBuild: {
    readOnly: false,
    run(call) {
      const id = bare(textOf(call.input, "id", "InvalidInputException"))
      const piece = requirePiece(call, "build", id, "ResourceNotFoundException")
      if (piece.state === "IN_PROGRESS") movePiece(call, piece, "STOPPED")
      return { build: shape(call, piece) }
    },
  },
}

function bare(id: string): string {
  return id.replace(/^arn:.*:build\//, "")
}

function shape({ account, region }: WorkCall, piece: Piece) {
  return {
    id: piece.id,
    arn: `arn:aws:codebuild:${region}:${account.id}:build/${piece.id}`,
    projectName: piece.detail.projectName,
    buildStatus: piece.state,
    startTime: piece.startedAt / 1000,
    buildComplete: piece.state !== "IN_PROGRESS",
    serviceRole: `arn:aws:iam::${account.id}:role/codebuild`,
  }
}

export const codebuildService = jsonService("codebuild", operations)
